// Plays cases.json against an endpoint with @aws-sdk/client-sfn.
//
// usage: node cases.mjs FOLDER ENDPOINT, with the folder where the package is installed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, endpoint] = process.argv.slice(2);
const sdk = createRequire(join(folder, "index.js"))("@aws-sdk/client-sfn");
const client = new sdk.SFNClient({
  endpoint, region: "eu-west-1", maxAttempts: 1, disableHostPrefix: true,
  credentials: { accessKeyId: "111122223333", secretAccessKey: "test" },
});

function matches(want, got) {
  if (want === "*") return got != null;
  if (Array.isArray(want)) return want.length === (got ?? []).length && want.every((w, i) => matches(w, got[i]));
  if (want !== null && typeof want === "object") return got != null && Object.entries(want).every(([k, w]) => matches(w, got[k]));
  if (typeof want === "string" && want.endsWith("*")) return typeof got === "string" && got.startsWith(want.slice(0, -1));
  return want === got;
}

const saved = {};
for (const line of JSON.parse(readFileSync(new URL("cases.json", import.meta.url)))) {
  let text = JSON.stringify(line);
  for (const [name, value] of Object.entries(saved)) text = text.replaceAll("${" + name + "}", value);
  const { operation, input, error, message = "*", expect, save = {} } = JSON.parse(text);
  let answer, good;
  try {
    answer = await client.send(new sdk[operation + "Command"](input));
    good = !error && matches(expect, answer);
  } catch (e) {
    answer = `${e.name}: ${e.message}`;
    good = e.name === error && matches(message, e.message);
  }
  if (good) for (const [name, member] of Object.entries(save)) saved[name] = answer[member];
  console.log(operation, good ? "ok" : `answered ${typeof answer === "string" ? answer : JSON.stringify(answer)} to ${JSON.stringify(input)}`);
}
