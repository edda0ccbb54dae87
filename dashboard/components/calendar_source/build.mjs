// Makes ../calendar_view/calendar.js, which is what the dashboard serves, from calendar.js and calendar.css here.
//
// To do it again (Node 20 or newer): npm ci && npm run build
// The result is committed, so that nobody who installs Leadline needs Node. After changing a version in package.json run
// `npm install` (.npmrc keeps the registry's address out of the lock), and bring ../calendar_view/LICENSES.txt up to date:
// it holds the licences of all that esbuild puts into the file, which it lists below.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { build } from "esbuild";

// Stands in the result, so that a test finds a result that is older than its sources.
const SOURCES = ["build.mjs", "calendar.css", "calendar.js", "drawing.js", "events.js", "package-lock.json", "package.json"];
const digest = createHash("sha256");
for (const name of SOURCES) digest.update(`${name}\0`).update(readFileSync(name)).update("\0");

const result = await build({
    entryPoints: ["calendar.js"],
    outfile: "../calendar_view/calendar.js",
    bundle: true,
    format: "esm",
    minify: true,
    target: ["es2022", "chrome111", "firefox113", "safari16.4"],
    loader: { ".css": "text" },
    conditions: ["browser", "production"],
    legalComments: "none",
    banner: {
        js: `// Built from ../calendar_source, sha256 ${digest.digest("hex")}. Contains EventCalendar and Svelte (MIT), see LICENSES.txt.`,
    },
    metafile: true,
});
const packages = new Set(
    Object.keys(result.metafile.inputs)
        .filter((path) => path.includes("node_modules/"))
        .map((path) => path.split("node_modules/").at(-1).match(/^(@[^/]+\/)?[^/]+/)[0]),
);
const { bytes } = Object.values(result.metafile.outputs)[0];
console.log(`calendar.js: ${bytes} bytes, with ${[...packages].sort().join(", ")}`);
