// Write the manifest of the vendored files: name, package, version, licence, size and sha256. Called by rebuild.sh.
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

const [modules, out] = process.argv.slice(2);
const sources = [
  ["htmx.min.js", "htmx.org", "licences/htmx.txt"],
  ["icons.svg", "@tabler/icons", "licences/tabler.txt"],
  ["inter-latin-ext.woff2", "@fontsource-variable/inter", "licences/inter.txt"],
  ["inter-latin.woff2", "@fontsource-variable/inter", "licences/inter.txt"],
  ["plotly.min.js", "plotly.js", "licences/plotly.txt"],
  ["tabler.min.css", "@tabler/core", "licences/tabler.txt"],
];
const files = sources.map(([name, from, licence_file]) => {
  const { version, license } = JSON.parse(readFileSync(join(modules, from, "package.json"), "utf8"));
  const bytes = readFileSync(join(out, name));
  return { name, package: from, version, licence: license, licence_file, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
});
process.stdout.write(JSON.stringify({ files }, null, 2) + "\n");
