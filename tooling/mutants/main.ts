import { readFileSync } from "node:fs"
import { join, relative, resolve } from "node:path"
import { parseArgs } from "node:util"
import { Stryker } from "@stryker-mutator/core"
import { compareSurvivors } from "./compareSurvivors.ts"
import { knownSurvivors } from "./knownSurvivors.ts"
import { mutatedFiles, runOptions, scoreMin } from "./runOptions.ts"
import { type Survivor, survivorOf } from "./Survivor.ts"

const usage = `Usage: npm run mutants -- [options]

Changes core's nouns and rules in many small ways and runs the tests that reach each change. Fails when less than
${scoreMin} % of the mutants die, when a survivor is not listed in tooling/mutants/survivors.md, when one is listed in vain, and when one
was never asked about because the tests crashed.

  --mutate GLOB     only these files; may be given several times
                    (default: ${mutatedFiles.join(" ")})
  --incremental     ask again only about mutants whose code or tests have changed since the last such run
  --concurrency N   how many mutants are tried at a time (default: 2)
  --help            print this

Every mutant with its tests: .mutants/report.html
`

const root = resolve(import.meta.dirname, "../..")

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      concurrency: { default: "2", type: "string" },
      help: { default: false, type: "boolean" },
      incremental: { default: false, type: "boolean" },
      mutate: { default: [], multiple: true, type: "string" }
    }
  })
  if (values.help) {
    process.stdout.write(usage)
    return
  }
  process.chdir(root)
  const known = knownSurvivors(read("tooling/mutants/survivors.md"))
  const { incremental, mutate } = values
  const mutants = await new Stryker(
    runOptions({ concurrency: Number(values.concurrency), incremental, mutate })
  ).runMutationTest()
  const shown = (some: typeof mutants) =>
    some
      .map((mutant) => ({ ...mutant, fileName: pathOf(mutant) }))
      .map((mutant) => survivorOf(mutant, read(mutant.fileName)))
  const survivors = shown(mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage"))
  const unasked = shown(
    mutants.filter(
      ({ status, statusReason }) => status === "RuntimeError" && statusReason?.startsWith(crashed) === true
    )
  )
  const files = new Set(mutants.map(pathOf))
  const { stale, unlisted } = compareSurvivors(survivors, { files, known })
  print("NEW survivor: write the test that kills it, or list it with its reason", unlisted)
  print("listed in vain, for it does not survive: remove it", stale)
  print("never asked about, for the tests crashed: look for a title that shows a huge value", unasked)
  process.stdout.write(
    `${survivors.length} survivors of ${mutants.length} mutants, ${unlisted.length} new, ${stale.length} listed in vain, ${unasked.length} never asked about\n`
  )
  if (mutants.length === 0 || unlisted.length + stale.length + unasked.length > 0) process.exitCode = 1
}

// A change that keeps a file from loading is told by the same status, and is as good as killed.
const crashed = "Test runner crashed"

const pathOf = ({ fileName }: { readonly fileName: string }): string =>
  relative(root, fileName).replaceAll("\\", "/")

const read = (path: string): string => readFileSync(join(root, path), "utf8")

const print = (what: string, survivors: ReadonlyArray<Survivor>): void => {
  for (const { diff, file } of survivors) {
    process.stdout.write(`${what}\n\n## ${file}\n\n\`\`\`diff\n${diff}\n\`\`\`\n\n`)
  }
}

await main()
