/** What a log line may carry: codes, ids and counts. Never a name, an address or a URL. */
type Fields = Record<string, string | number | boolean | null>;

const write = (level: "info" | "warn" | "error", what: string, fields: Fields): void => {
  console[level](JSON.stringify({ level, what, ...fields }));
};

/** Structured logs, one JSON line each. */
export const log = {
  info: (what: string, fields: Fields = {}): void => write("info", what, fields),
  warn: (what: string, fields: Fields = {}): void => write("warn", what, fields),
  error: (what: string, error: unknown, fields: Fields = {}): void =>
    write("error", what, { ...fields, error: error instanceof Error ? error.name : "unknown", at: placeOf(error) }),
};

/** Where an error came from: the first place after its message, which might quote what a person typed, « at » and all. */
function placeOf(error: unknown): string {
  const { stack = "", message } = error instanceof Error ? error : { message: "" };
  const after = stack.slice(stack.indexOf(message) + message.length);
  return (/^ +at (.*)/m.exec(after)?.[0].trim() ?? "").slice(0, 160);
}
