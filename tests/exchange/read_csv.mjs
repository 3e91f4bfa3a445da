// Reads a CSV file strictly with the npm package "csv-parse" (RFC 4180) and prints its rows as JSON objects.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const { parse } = createRequire(process.env.READERS + "/")("csv-parse/sync");
const rows = parse(readFileSync(process.argv[2]), { columns: true, relax_column_count: false, relax_quotes: false, record_delimiter: "\r\n" });
process.stdout.write(JSON.stringify(rows));
