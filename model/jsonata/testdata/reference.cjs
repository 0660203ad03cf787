// Evaluates expressions with the reference implementation: lines of {"expr", "data"} in,
// lines of {"value"}, {"undefined"}, {"error", "message"} out.
const jsonata = require('jsonata');
const readline = require('readline');

const text = (v) => JSON.stringify(v, (_, x) =>
  typeof x === 'number' && !Number.isFinite(x) ? String(x) : x && (x._jsonata_function || x._jsonata_lambda || typeof x === 'function') ? '<function>' : x);

const answer = async ({ expr, data }) => {
  try {
    const v = await jsonata(expr).evaluate(data);
    return v === undefined ? { undefined: true } : { value: text(v) };
  } catch (e) {
    return { error: typeof e.code === 'string' && !(e instanceof Error) ? e.code : 'internal', message: String(e.message) };
  }
};

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + '\n');
  }
})();
