// Reads an FCS file with the npm package "fcs" and prints what it found as JSON: column names, events by column,
// keywords. Ends with an error for a file that is not whole.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const FCS = createRequire(process.env.READERS + "/")("fcs");
const file = readFileSync(process.argv[2]);
const fcs = new FCS({ dataFormat: "asNumber", groupBy: "byEvent", eventsToRead: -1 }, file);
const events = Number(fcs.text.$TOT);
const columns = Number(fcs.text.$PAR);
if (fcs.header.FCSVersion !== "FCS3.1") throw new Error("is not FCS 3.1");
const rows = [];
for (let event = 1; event <= events; ++event) {
  const row = fcs.getNumericData(event);
  if (!row || row.length !== columns) throw new Error(`event ${event} is not whole`);
  rows.push(row.map((value) => (Number.isNaN(value) ? null : value)));
}
const names = fcs.get$PnX("N").slice(1);
if (names.length !== columns || new Set(names).size !== columns) throw new Error("column names are not unique");
process.stdout.write(JSON.stringify({ names, rows, text: fcs.text }));
