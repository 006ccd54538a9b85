import type { IncomingMessage, ServerResponse } from "node:http";

import type { PlayedSite } from "./played-site.ts";

const MEGABYTE = Buffer.alloc(1024 * 1024, 0x61);

/** Plays the outside world: `PUT /__outside` sets a site, `/__outside/dns?name=` resolves, `/__outside/<host>/<path>` is the site. */
export function playOutside() {
  const sites = new Map<string, PlayedSite>();
  const asked: string[] = [];
  /** Megabytes of the endless page that left before the reader hung up. */
  const sent = { megabytes: 0 };

  const resolve = (url: URL, res: ServerResponse): void => {
    const name = url.searchParams.get("name") ?? "";
    const type = url.searchParams.get("type") ?? "A";
    const site = sites.get(name);
    const ips = site?.ips ?? (site === undefined ? [] : ["93.184.216.34"]);
    const answers =
      type === "TXT"
        ? (site?.txt ?? []).map((data) => ({ name, type: 16, data: `"${data}"` }))
        : ips
            .filter((ip) => ip.includes(":") === (type === "AAAA"))
            .map((data) => ({ name, type: type === "A" ? 1 : 28, data }));
    res.writeHead(200, { "content-type": "application/dns-json" }).end(JSON.stringify({ Status: 0, Answer: answers }));
  };

  const pour = (res: ServerResponse): void => {
    let left = 50;
    const more = (): void => {
      while (left > 0 && !res.destroyed) {
        left -= 1;
        sent.megabytes += 1;
        if (!res.write(MEGABYTE)) {
          res.once("drain", more);
          return;
        }
      }
      res.end();
    };
    res.writeHead(200, { "content-type": "text/html" });
    more();
  };

  const answer = (site: PlayedSite, path: string, res: ServerResponse): void => {
    const { kind = "page" } = site;
    const page = site.pages?.[path];
    if (kind === "loop") {
      res.writeHead(302, { location: `https://${site.host}${path}x` }).end();
    } else if (kind === "away") {
      res.writeHead(302, { location: "https://169.254.169.254/latest/meta-data" }).end();
    } else if (kind === "huge") {
      pour(res);
    } else if (kind !== "slow" && (kind === "error" || page === undefined)) {
      res.writeHead(kind === "error" ? 500 : 404).end();
    } else if (kind === "page") {
      res.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
    }
  };

  return (req: IncomingMessage, res: ServerResponse, url: URL, body: Buffer): void => {
    const [, , host = "", ...rest] = url.pathname.split("/");
    if (req.method === "PUT") {
      const site = JSON.parse(body.toString("utf8")) as PlayedSite;
      sites.set(site.host, site);
      res.writeHead(204).end();
    } else if (host === "") {
      res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ asked, sent: sent.megabytes }));
    } else if (host === "dns") {
      resolve(url, res);
    } else {
      asked.push(host);
      const site = sites.get(host);
      if (site === undefined) {
        res.writeHead(502).end();
      } else {
        answer(site, `/${rest.join("/")}`, res);
      }
    }
  };
}
