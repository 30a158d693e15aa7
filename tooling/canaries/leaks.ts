import type { ChildProcess } from "node:child_process"
import { OutputWatch } from "./OutputWatch.ts"

const known = Symbol.for("tallyhour/canaries/leaks")
const place: typeof globalThis & { [known]?: Set<string> } = globalThis

/** What has leaked in this process since it was last asked; one set, however often this file is loaded. */
export const leaks = (place[known] ??= new Set())

/** Reads along with what a process of a test writes, from here on. */
export const watchProcess = ({ stderr, stdout }: Pick<ChildProcess, "stderr" | "stdout">): void => {
  for (const stream of [stderr, stdout]) {
    const watch = new OutputWatch()
    stream?.on("data", (piece: Uint8Array) => {
      watch.read(piece)
      for (const name of watch.found) leaks.add(`${name} in the output of a process`)
    })
  }
}
