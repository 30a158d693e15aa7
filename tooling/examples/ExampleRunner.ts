import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Example } from "./Example.ts"
import { type Home, moduleOf, type Shown } from "./moduleOf.ts"

/**
 * Examples as modules that are compiled, all by one run of the compiler, and then run one by one.
 *
 * They lie in a folder of their own inside the repository, where their imports find the packages as a user's would.
 */
export class ExampleRunner {
  /** What the compiler says about no example at all: its options, or the packages themselves. */
  readonly complaints: ReadonlyArray<string>
  readonly #folder: string
  readonly #files: ReadonlyMap<Example, string>
  readonly #problems: ReadonlyMap<string, ReadonlyArray<string>>

  private constructor(folder: string, files: ReadonlyMap<Example, string>, output: string) {
    const told = output.split("\n").filter((text) => text.trim() !== "")
    const fileOf = (text: string) => /^(?:.*\/)?([^/(]+\.ts)\(\d+,\d+\): /.exec(text)?.[1] ?? ""
    this.#folder = folder
    this.#files = files
    this.#problems = new Map(
      [...files.values()].map((file) => [file, told.filter((text) => fileOf(text) === file)])
    )
    // An error's further lines are indented, and belong to the line before them.
    this.complaints = told.filter((text) => !/^\s/.test(text) && !this.#problems.has(fileOf(text)))
  }

  /** Writes the examples of a package and compiles them; `close` removes them. */
  static async open(examples: ReadonlyArray<Example>, home: Home): Promise<ExampleRunner> {
    const dist = resolve(import.meta.dirname, "../dist")
    mkdirSync(dist, { recursive: true })
    const folder = mkdtempSync(join(dist, "examples-"))
    const files = new Map(examples.map((example, index) => [example, `${example.name}-${index}.ts`]))
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(compilerOptions))
    for (const [example, file] of files) writeFileSync(join(folder, file), moduleOf(example, home))
    return new ExampleRunner(folder, files, await compile(folder))
  }

  /** Runs an example and says all that is wrong with it; nothing when it keeps its promises. */
  async problemsOf(example: Example): Promise<ReadonlyArray<string>> {
    const file = this.#files.get(example)!
    const problems = [
      ...(example.title === "" ? ["has no title: write **Example** (What it shows)"] : []),
      ...(example.code === "" ? ["has no code: indent it by four blanks, after an empty line"] : []),
      ...this.#problems.get(file)!.map((text) => inSource(text, example))
    ]
    return problems.length > 0 ? problems : brokenPromises(await load(join(this.#folder, file)))
  }

  /** Removes what was written. */
  close(): void {
    rmSync(this.#folder, { recursive: true })
  }
}

const compilerOptions = {
  extends: "../../../tsconfig.base.json",
  compilerOptions: {
    composite: false,
    declaration: false,
    declarationMap: false,
    incremental: false,
    noEmit: true,
    rewriteRelativeImportExtensions: false,
    rootDir: "../../.."
  },
  include: ["*.ts"]
}

const compile = (folder: string): Promise<string> => {
  const tsc = resolve(import.meta.dirname, "../../node_modules/typescript/bin/tsc")
  const { promise, reject, resolve: end } = Promise.withResolvers<string>()
  const run = spawn(process.execPath, [tsc, "-p", folder, "--pretty", "false"], { cwd: folder })
  let output = ""
  run.stdout.on("data", (text: Buffer) => (output += text.toString()))
  run.stderr.on("data", (text: Buffer) => (output += text.toString()))
  run.on("error", reject)
  run.on("close", (code) =>
    end(code === 0 || output !== "" ? output : `tsc ended with ${code} and said nothing`)
  )
  return promise
}

const load = async (file: string): Promise<ReadonlyArray<Shown> | Error> => {
  try {
    const module = (await import(/* @vite-ignore */ file)) as { readonly $shown: ReadonlyArray<Shown> }
    return module.$shown
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const brokenPromises = (shown: ReadonlyArray<Shown> | Error): ReadonlyArray<string> => {
  if (shown instanceof Error) return [`${shown.name}: ${shown.message}`]
  if (shown.length === 0) return ["promises nothing: write `expression // => text` in it"]
  return shown
    .filter(({ printed, promised }) => printed !== promised)
    .map(({ line, printed, promised }) => `line ${line} shows ${printed} and promises ${promised}`)
}

// The module has one line before the example's first.
const inSource = (text: string, { line }: Example): string =>
  text.replace(/^.*?\((\d+),\d+\): (?:error )?/, (_, at: string) => `line ${line + Number(at) - 2}: `)
