import type { ChildProcess } from "node:child_process"

const alive = new Set<ChildProcess>()

/** Sees to it that a process ends with this one, even if it is paused at that moment. */
export const killAtExit = (child: ChildProcess): void => {
  if (alive.size === 0) process.once("exit", killAll)
  alive.add(child)
  child.once("close", () => {
    alive.delete(child)
    if (alive.size === 0) process.off("exit", killAll)
  })
}

const killAll = (): void => {
  for (const child of alive) child.kill("SIGKILL")
}
