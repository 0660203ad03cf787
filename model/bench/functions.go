package bench

// signatures are the functions of both languages with what they take and give.
var signatures = map[string]string{
	"$abs": "(number) number", "$append": "(a, b) array", "$assert": "(condition, message?)", "$average": "(numbers) number",
	"$base64decode": "(text) string", "$base64encode": "(text) string", "$boolean": "(value) boolean", "$ceil": "(number) number",
	"$clone": "(value) a copy", "$contains": "(text, pattern) boolean", "$count": "(array) number", "$decodeUrl": "(text) string",
	"$decodeUrlComponent": "(text) string", "$distinct": "(array) array", "$each": "(object, function($value, $key)) array",
	"$encodeUrl": "(text) string", "$encodeUrlComponent": "(text) string", "$error": "(message)", "$exists": "(value) boolean",
	"$filter": "(array, function($value, $index, $array)) array", "$floor": "(number) number", "$formatBase": "(number, radix?) string",
	"$formatInteger": "(number, picture) string", "$formatNumber": "(number, picture, options?) string",
	"$fromMillis": "(number, picture?, timezone?) string", "$hash": "(text, algorithm) string", "$join": "(strings, separator?) string",
	"$keys": "(object) array", "$length": "(text) number", "$lookup": "(object, key) value", "$lowercase": "(text) string",
	"$map": "(array, function($value, $index, $array)) array", "$match": "(text, pattern, limit?) array", "$max": "(numbers) number",
	"$merge": "(objects) object", "$millis": "() number", "$min": "(numbers) number", "$not": "(value) boolean",
	"$now": "(picture?, timezone?) string", "$number": "(value) number", "$pad": "(text, width, character?) string",
	"$parse": "(json) value", "$parseInteger": "(text, picture) number", "$partition": "(array, size) array", "$power": "(base, exponent) number",
	"$random": "(seed?) number", "$range": "(first, last, step) array", "$reduce": "(array, function($sum, $value), start?) value",
	"$replace": "(text, pattern, replacement, limit?) string", "$reverse": "(array) array", "$round": "(number, precision?) number",
	"$shuffle": "(array) array", "$sift": "(object, function($value, $key)) object", "$single": "(array, function?) value",
	"$sort": "(array, function($left, $right)?) array", "$split": "(text, separator, limit?) array", "$spread": "(object) array",
	"$sqrt": "(number) number", "$string": "(value, prettify?) string", "$substring": "(text, start, length?) string",
	"$substringAfter": "(text, mark) string", "$substringBefore": "(text, mark) string", "$sum": "(numbers) number",
	"$toMillis": "(timestamp, picture?) number", "$trim": "(text) string", "$type": "(value) string", "$uppercase": "(text) string",
	"$uuid": "() string", "$zip": "(array, array, ...) array",

	"States.Array": "(value, ...) array", "States.ArrayContains": "(array, value) boolean", "States.ArrayGetItem": "(array, index) value",
	"States.ArrayLength": "(array) number", "States.ArrayPartition": "(array, size) array", "States.ArrayRange": "(first, last, step) array",
	"States.ArrayUnique": "(array) array", "States.Base64Decode": "(text) string", "States.Base64Encode": "(text) string",
	"States.Format": "('template {}', value, ...) string", "States.Hash": "(text, algorithm) string", "States.JsonMerge": "(object, object, false) object",
	"States.JsonToString": "(value) string", "States.MathAdd": "(number, number) number", "States.MathRandom": "(from, to, seed?) number",
	"States.StringSplit": "(text, delimiters) array", "States.StringToJson": "(text) value", "States.UUID": "() string",
}
