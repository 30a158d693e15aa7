import { spawn } from "node:child_process"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { childEnvironment } from "./childEnvironment.ts"
import { watchProcess } from "../../../tooling/canaries/leaks.ts"

const entry = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** How a run of the command line ended. */
export interface CommandResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line from its sources, as a process of its own. */
export const runTallyhour = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--conditions=@tallyhour/source", entry, ...args], {
      env: { ...childEnvironment, ...env }
    })
    watchProcess(child)
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
    child.on("error", reject)
    child.on("close", (status) => resolve({ status, stdout, stderr }))
  })

/** Reads a file of JSON lines. */
export const readRows = async <Row>(folder: string, name: string): Promise<ReadonlyArray<Row>> =>
  (await readFile(join(folder, name), "utf8"))
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row)
