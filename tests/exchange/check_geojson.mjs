// Checks a GeoJSON file with the npm package "@placemarkio/check-geojson" (RFC 7946) and prints its issues, one
// per line; ends with exit code 1 when there are any.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const { getIssues } = createRequire(process.env.READERS + "/")("@placemarkio/check-geojson");
const issues = getIssues(readFileSync(process.argv[2], "utf8"));
for (const issue of issues) console.log(`${issue.severity}: ${issue.message}`);
process.exit(issues.length > 0 ? 1 : 0);
