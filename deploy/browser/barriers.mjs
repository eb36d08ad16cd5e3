// What every page of ours holds: nothing overflows a phone, and axe-core finds no barrier, in both schemes.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const barriers = async (page, name, holds) => {
  for (const colorScheme of ["light", "dark"]) for (const width of [1280, 390]) {
    await page.emulateMedia({colorScheme});
    await page.setViewportSize({width, height: 900});
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    holds(wide <= width, `${name} fits ${width} px: it takes ${wide}`);
    await page.evaluate(axe);
    for (const v of await page.evaluate(async () => (await axe.run()).violations.map((v) => v.id + " " + v.nodes[0].html))) {
      holds(false, `${name}, ${width} px, ${colorScheme}: ${v}`);
    }
    if (process.env.SHOTS) await page.screenshot({path: `${process.env.SHOTS}/${name.replaceAll(/\W+/g, "-")}-${colorScheme}-${width}.png`, fullPage: true});
  }
};
