// Drives a class in chromium: node class.mjs BASE TEACH JOIN... ; it ends with 0 when all holds, and says what does not.
//
// Two students solve three labs by the page alone, at the same time; the instructor sees it; what came by mail runs
// nothing; Reload and Back repeat nothing; nothing overflows a phone, and axe-core finds no barrier, in both schemes.
import {connect} from "node:net";
import {createRequire} from "node:module";
import {barriers as looked} from "./barriers.mjs";
const {chromium} = createRequire(import.meta.url)("playwright-core");

const [phase, base, teach, ...joins] = process.argv.slice(2);
let wrong = 0;
const holds = (so, what) => { if (!so) { wrong++; console.log("does not hold: " + what); } };

const labs = [
  ["kb2510049-domain-not-shared", ["cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay"]],
  ["external-looking-mail-junk-cloud", ["cloud>", "Get-InboundConnector | Set-InboundConnector -CloudServicesMailEnabled $true"]],
  ["hybrid-routing-domain-authoritative", ["onprem> Set-AcceptedDomain contoso.mail.onmicrosoft.com -DomainType InternalRelay"]],
];

const browser = await chromium.launch({executablePath: process.env.CHROMIUM, args: ["--no-sandbox"]});
const enter = async (link) => {
  const page = await (await browser.newContext({storageState: undefined})).newPage();
  page.on("pageerror", (e) => holds(false, "no script fails: " + e.message));
  await page.goto(link);
  await page.click("main button");
  return page;
};
const type = async (page, line) => {
  const before = await page.locator("#transcript li").count();
  await page.fill("#lines", line);
  await page.press("#lines", "Enter");
  await page.locator("#transcript li").nth(before).waitFor({state: "attached", timeout: 60_000});
  return page.locator("#transcript li").last().innerText();
};

const solve = async (page, lab, lines) => {
  await page.goto(`${base}/lab/${lab}/console`);
  holds(await page.locator(".lab summary", {hasText: "Task"}).isVisible(), lab + ": the task stands beside the console");
  for (const line of lines.filter((l) => !l.endsWith(">"))) await type(page, line.includes("> ") ? line : "cloud> " + line);
  await page.locator(".lab button", {hasText: "Grade"}).click();
  await page.locator(".lab .grade summary").waitFor({timeout: 60_000});
  holds(await page.locator(".lab .grade summary").innerText() === "Passed", lab + " is passed");
  const count = await page.locator("#transcript li").count();
  await page.reload();
  holds(await page.locator("#transcript li").count() === count, lab + ": Reload repeats nothing");
};

const console_ = async (page) => {
  await page.goto(`${base}/lab/${labs[0][0]}/console`);
  await page.fill("#lines", "cloud> Get-AcceptedDom");
  await page.press("#lines", "Tab");
  await page.waitForTimeout(500);
  holds((await page.inputValue("#lines")).startsWith("cloud> Get-AcceptedDomain"), "Tab completes");
  await page.fill("#lines", "");
  await page.press("#lines", "ArrowUp");
  holds((await page.inputValue("#lines")) === "grade", "Up brings back the line before");
};

// post gives a message to a door by SMTP.
const post = (door, content) => new Promise((done, fail) => {
  const lines = ["EHLO evil.example", "MAIL FROM:<erin@fabrikam.com>", "RCPT TO:<alice@contoso.com>", "DATA", content + "\r\n.", "QUIT"];
  const [host, port] = door.split(":");
  const socket = connect(Number(port), host);
  let text = "";
  socket.on("data", (d) => {
    text += d;
    if (!/^\d{3} .*\r\n$/m.test(text) || !text.endsWith("\r\n")) return;
    if (/^[45]/m.test(text)) fail(new Error(text));
    text = "";
    const line = lines.shift();
    if (line) socket.write(line + "\r\n"); else socket.end();
  });
  socket.on("close", done);
  socket.on("error", fail);
});

const script = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">";
const mailed = async (page) => {
  await page.goto(base + "/");
  await page.locator("li", {hasText: "cannot be reached"}).locator("button").click();
  const door = await page.locator("li code").first().innerText();
  await post(door, ["From: erin@fabrikam.com", "To: alice@contoso.com", "Subject: wicked " + script, "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/html", "", script, "--b", "Content-Type: text/plain; name=\"" + script.replaceAll('"', "'") + ".txt\"",
    "Content-Disposition: attachment; filename=\"" + script.replaceAll('"', "'") + ".txt\"", "", script, "--b--"].join("\r\n"));
  await page.goto(`${base}/lab/${labs[0][0]}/`);
  await page.locator("main a", {hasText: "wicked"}).first().click();
  await page.locator("h1", {hasText: "wicked"}).waitFor();
  await page.waitForTimeout(300);
  holds(await page.title() !== "owned" && !(await page.frames()).some((f) => f.name() === "owned"), "subject, body and attachment name run nothing");
  holds(await page.locator("main script, main img").count() === 0, "they are text");
};

const wicked = async (page) => {
  await page.goto(`${base}/lab/${labs[0][0]}/console`);
  await type(page, "cloud> New-Mailbox '<img src=x onerror=document.title=1>' -PrimarySmtpAddress evil@contoso.com");
  await type(page, "<script>document.title='owned'</script>");
  holds((await page.title()) !== "owned", "what is typed runs nothing");
  holds(await page.locator("#transcript script, #transcript img").count() === 0, "what is typed is text");
};

const barriers = async (page, path) => {
  await page.goto(base + path);
  await looked(page, path, holds);
};

if (phase === "first") {
  const students = await Promise.all(joins.map(enter));
  await Promise.all(students.map(async (page) => { for (const [lab, lines] of labs.slice(0, 2)) await solve(page, lab, lines); }));
  for (const [i, page] of students.entries()) await page.context().storageState({path: `${process.env.STATE}/${i}.json`});
} else {
  const students = [];
  for (const i of joins.keys()) {
    students.push(await (await browser.newContext({storageState: `${process.env.STATE}/${i}.json`})).newPage());
  }
  await Promise.all(students.map(async (page) => {
    await page.goto(base + "/");
    holds(await page.locator(".badge.good").count() === 2, "two labs are passed after the restart");
    await solve(page, ...labs[2]);
  }));
  await console_(students[0]);
  await wicked(students[1]);
  await mailed(students[1]);
  const teacher = await enter(teach);
  await teacher.goto(base + "/teach");
  holds(await teacher.locator("td .badge.good").count() === 3 * students.length, "the instructor sees each lab that was passed");
  const lab = "/lab/" + labs[0][0];
  for (const path of ["/", "/console", "/queues", "/trace", "/logs", "/live", "/nothing"]) await barriers(students[0], lab + path);
  await students[0].goto(base + lab + "/");
  const message = await students[0].locator("main table a").first().getAttribute("href");
  const log = "/log/onprem/Application.csv";
  for (const path of ["/", message, lab + log, "/solution/" + labs[0][0], "/nothing"]) await barriers(students[0], path);
  for (const path of ["/teach", "/watch/s1/" + labs[0][0] + "/console", "/teach/notes/" + labs[0][0], "/join/nonsense"]) await barriers(teacher, path);
}
await browser.close();
process.exit(wrong ? 1 : 0);
