import type { EventId } from "../../kernel/ids.ts";
import { type Result, ok, refuse } from "../../kernel/result.ts";
import { refusedBy } from "../../platform/d1.ts";
import type { Deps, SiteDeps } from "../../platform/deps.ts";
import type { EvidenceRefusal } from "../../platform/evidence.ts";
import { directoryEvent } from "./directory.events.ts";
import { MOST_BYTES } from "./file.ts";
import * as store from "./files.store.ts";
import { type Accepted, unanswered } from "./verdict.ts";

/** Any bytes: what they are is the reactor's to judge, who reads them all. */
const RULES = { mostBytes: MOST_BYTES, headBytes: 1, sniff: () => ({ mime: "text/csv" }) };

type Upload = { body: ReadableStream<Uint8Array>; bytes: number };
type Taken = Result<{ id: string; eventId: EventId }, EvidenceRefusal>;
/** Keeps a file of the directory, to be judged; its id, and the event to ring for. */
export async function giveFile(deps: SiteDeps, { upload, by }: { upload: Upload; by: string }): Promise<Taken> {
  const id = deps.newId("dir");
  const key = `annuaire/${id}`;
  const kept = await deps.evidence.put(key, upload.body, upload.bytes, RULES);
  if (!kept.ok) {
    return kept;
  }
  const about = { id: deps.newId("evt"), subject: id, at: deps.now, actor: by };
  const event = directoryEvent("directory.file_given", about, { bytes: upload.bytes, again: null });
  await deps.db.batch(store.giveFile({ id, key, sha256: kept.sha256, bytes: upload.bytes, now: deps.now }, event));
  return ok({ id, eventId: about.id });
}

type Again = Result<{ id: string; eventId: EventId }, "not_found" | "gone">;
/** Gives a former file once more, as if it had just been sent. */
export async function giveAgain(deps: Deps, { fileId, by }: { fileId: string; by: string }): Promise<Again> {
  const file = await store.findFile(deps.db, fileId);
  if (file === null) {
    return refuse("not_found");
  }
  if (file.r2Key === null) {
    return refuse("gone");
  }
  const id = deps.newId("dir");
  const about = { id: deps.newId("evt"), subject: id, at: deps.now, actor: by };
  const event = directoryEvent("directory.file_given", about, { bytes: file.bytes, again: fileId });
  const { r2Key: key, sha256, bytes } = file;
  await deps.db.batch(store.giveFile({ id, key, sha256, bytes, now: deps.now }, event));
  return ok({ id, eventId: about.id });
}

type Write = { fileId: string; accepted: Accepted; by: string };
type Asked = Result<{ eventId: EventId }, "not_found" | "moved" | "unanswered">;
/** Says to write a file that was judged; each stop needs its reason. */
export async function writeFile(deps: Deps, { fileId, accepted, by }: Write): Promise<Asked> {
  const file = await store.findFile(deps.db, fileId);
  if (file === null) {
    return refuse("not_found");
  }
  if (file.state !== "judged" || file.verdict === null) {
    return refuse("moved");
  }
  if (unanswered(file.verdict, accepted).length > 0) {
    return refuse("unanswered");
  }
  // Judged anew when it came back from writing: then it may be asked for again.
  const revision = file.asks + 1;
  const about = { id: deps.newId("evt"), subject: fileId, revision, at: deps.now, actor: by };
  try {
    await deps.db.batch(
      store.askToWrite(fileId, accepted, directoryEvent("directory.write_asked", about, { accepted })),
    );
    return ok({ eventId: about.id });
  } catch (error) {
    if (refusedBy(error) === null) {
      throw error;
    }
    return refuse("moved");
  }
}
