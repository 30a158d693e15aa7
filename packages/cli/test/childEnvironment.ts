import { tmpdir } from "node:os"
import { join } from "node:path"

/** What a process of the command line is started with: nothing of ours, and a place for what it compiles again and again. */
export const childEnvironment: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: join(tmpdir(), "tallyhour-compiled"),
  PATH: process.env["PATH"] ?? ""
}
