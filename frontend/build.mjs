// Bundle the pages' script and sheet and gather the icons they use: frontend/src → frontend/dist/jd.
// Nothing is fetched and nothing third-party is committed; dist is ignored by git and served by WhiteNoise.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const src = join(here, "src");
const out = join(here, "dist", "jd");
const icons = join(here, "..", "node_modules", "@tabler", "icons", "icons");

/** One <symbol> per line of icons.txt: `NAME` for an outline icon, `NAME filled` for a filled one. */
async function sprite() {
  const lines = (await readFile(join(src, "icons.txt"), "utf8")).split("\n").map((line) => line.replace(/#.*/, "").trim());
  const symbols = await Promise.all(
    lines.filter(Boolean).map(async (line) => {
      const [name, style = "outline"] = line.split(/\s+/);
      const file = join(icons, style, `${name}.svg`);
      const svg = await readFile(file, "utf8").catch(() => {
        throw new Error(`icons.txt names "${line}", but there is no ${style} icon of that name in @tabler/icons.`);
      });
      const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
      const paint =
        style === "filled"
          ? 'fill="currentColor"'
          : 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
      const id = style === "filled" ? `${name}-filled` : name;
      return `<symbol id="${id}" viewBox="0 0 24 24" ${paint}>${inner.replace(/\s+/g, " ").trim()}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: [join(src, "app.js"), join(src, "jd.css")],
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome80", "firefox78", "safari13"],
  legalComments: "linked",
  logLevel: "warning",
});
await writeFile(join(out, "icons.svg"), await sprite());
