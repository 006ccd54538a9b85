import { readFileSync } from "node:fs";

/* A load generator in a process of its own: reads a plan from standard input, prints one line of JSON.
   Bounded in number and aimed at this machine only. */
type Plan = { url: string; requests: { path: string; body?: string; ip: string }[]; concurrency: number };

const plan = JSON.parse(readFileSync(0, "utf8")) as Plan;
if (!["127.0.0.1", "localhost"].includes(new URL(plan.url).hostname)) {
  throw new Error("the load goes to this machine only");
}
const statuses: Record<number, number> = {};
const times: number[] = [];
let next = 0;

async function worker(): Promise<void> {
  for (let i = next++; i < plan.requests.length; i = next++) {
    const { path, body, ip } = plan.requests[i] ?? { path: "/", ip: "" };
    const headers = { "cf-connecting-ip": ip, origin: plan.url, accept: "text/html" };
    const form = { ...headers, "content-type": "application/x-www-form-urlencoded" };
    const init: RequestInit = body === undefined ? { headers } : { method: "POST", body, headers: form };
    const before = performance.now();
    const response = await fetch(plan.url + path, { ...init, redirect: "manual" });
    await response.arrayBuffer();
    times.push(performance.now() - before);
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
  }
}

const start = performance.now();
await Promise.all(Array.from({ length: plan.concurrency }, worker));
const seconds = (performance.now() - start) / 1000;
times.sort((a, b) => a - b);
const at = (share: number): number => Math.round(times[Math.floor(times.length * share)] ?? 0);
console.log(
  JSON.stringify({ seconds, perSecond: plan.requests.length / seconds, p50: at(0.5), p95: at(0.95), statuses }),
);
