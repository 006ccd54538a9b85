import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach } from "vitest";

/** Every test starts from an empty, migrated database whose sending is on. */
beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
  await env.DB.prepare("UPDATE mail_control SET sending_enabled = 1 WHERE id = 1").run();
});
