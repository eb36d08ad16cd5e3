// Has a symptom explained in chromium: node diagnose.mjs BASE ; it ends with 0 when all holds, and says what does not.
import {createRequire} from "node:module";
import {barriers} from "./barriers.mjs";
const {chromium} = createRequire(import.meta.url)("playwright-core");

const base = process.argv[2];
let wrong = 0;
const holds = (so, what) => { if (!so) { wrong++; console.log("does not hold: " + what); } };
const browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: ["--no-sandbox"]});
const page = await browser.newPage();
page.on("pageerror", (e) => holds(false, "no script fails: " + e.message));

await page.goto(base + "/");
await page.click("nav >> text=Diagnose");
await barriers(page, "/diagnose", holds);
await page.fill("#symptom", "external <script>document.title='owned'</script>");
await page.fill("#from", "alice@contoso.com");
await page.fill("#to", "bob@contoso.com");
await page.click("text=Diagnose >> nth=-1");
await page.locator(".causes > li").first().waitFor({timeout: 60_000});
holds(await page.title() !== "owned" && await page.locator("main script").count() === 0, "what is pasted is text");
const all = await page.locator(".causes > li").count();
holds(await page.locator(".questions > li").count() > 0, "it asks what to look at next");
await barriers(page, "/diagnose explained", holds);
await page.reload();
holds(await page.locator(".causes > li").count() === all, "Reload repeats nothing");
await page.click(".questions button >> nth=0");
await page.locator("text=Answered: yes").waitFor({timeout: 60_000});
holds(await page.locator(".causes > li").count() < all, "an answer leaves fewer causes");

await page.fill("#symptom", "Good morning");
await page.click("form.symptom button");
holds(await page.locator("main").innerText().then((t) => t.includes("quarantined")), "what means nothing is answered with what is accepted");
await browser.close();
process.exit(wrong ? 1 : 0);
