import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { watchProcess } from "../canaries/leaks.ts"
import { killAtExit } from "./killAtExit.ts"
import type { Task } from "./Task.ts"

/** A process of a run that is started again whenever it is killed. */
export interface Member {
  readonly close: () => Promise<void>
  readonly name: string
  /** Kills it, and starts another one in its place. False if it is dead already. */
  readonly kill: () => boolean
  /** Stops it in the middle of whatever it does, until it is let go on. */
  readonly pause: () => boolean
  readonly goOn: () => void
  readonly tell: (line: string) => void
}

/** What is told of the members of a crew. */
interface CrewListener<Notice> {
  readonly onNotice: (notice: Notice, member: Member) => void
  /** A member was started again. */
  readonly onReturn?: (member: Member) => void
  /** A member ended although nobody killed it. */
  readonly onUnexpected: (problem: string) => void
}

/** Starts a process of a module, which prints its notices, a line each; each start may have another task under the same name. */
export const startMember = <Notice>(
  module: "archiverProcess" | "recorderProcess" | "workerProcess",
  taskOf: (start: number) => Task,
  { onNotice, onReturn, onUnexpected }: CrewListener<Notice>
): Member => {
  let child: ChildProcessWithoutNullStreams
  let isClosing = false
  let isKilled = false
  let ended: Promise<void> = Promise.resolve()
  let starts = 0
  const { name } = taskOf(starts)

  const start = () => {
    isKilled = false
    const task = taskOf(starts)
    starts += 1
    const own = spawn(
      process.execPath,
      ["--conditions=@tallyhour/source", join(import.meta.dirname, `${module}.ts`), JSON.stringify(task)],
      { env: { NODE_COMPILE_CACHE: compileCache, PATH: process.env["PATH"] ?? "" } }
    )
    child = own
    watchProcess(own)
    killAtExit(own)
    let said = ""
    own.stderr.on("data", (text: Buffer) => {
      said = (said + String(text)).slice(-stderrMax)
    })
    // Whoever is killed no longer reads.
    own.stdin.on("error", () => undefined)
    createInterface(own.stdout).on("line", (line) => {
      const notice = noticeIn(line) as Notice | undefined
      if (notice !== undefined) onNotice(notice, member)
      else if (!isKilled) onUnexpected(`${name} says ${line.slice(0, stderrMax)}`)
    })
    ended = new Promise((resolve) => {
      own.once("close", (code, signal) => {
        resolve()
        if (isClosing) return
        if (!isKilled) onUnexpected(`${name} ended by itself (${signal ?? code}): ${said}`)
        start()
        onReturn?.(member)
      })
    })
  }

  const member: Member = {
    close: () => {
      isClosing = true
      child.kill("SIGKILL")
      return ended
    },
    name,
    kill: () => {
      if (isKilled) return false
      isKilled = true
      return child.kill("SIGKILL")
    },
    pause: () => !isKilled && child.kill("SIGSTOP"),
    goOn: () => void child.kill("SIGCONT"),
    tell: (line) => void child.stdin.write(`${line}\n`)
  }
  start()
  return member
}

/** A line that a kill cut in two is none. */
const noticeIn = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const stderrMax = 2_000

/** Where processes keep what they compile, because a run starts the same ones hundreds of times. */
export const compileCache = join(import.meta.dirname, "../../node_modules/.cache/tallyhour-crash")
