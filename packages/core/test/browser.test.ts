import { join } from "node:path"
import { createContext, runInContext } from "node:vm"
import { gzipSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { rolldown } from "rolldown"

const entryPoint = await bundleOf("../src/index.ts")
const program = await bundleOf("./browser/meterUsage.ts")

describe(`core in a browser (${sizeOf(entryPoint)})`, () => {
  it("the bundle of the entry point holds effect, and asks for no module of node or of anybody else", () => {
    assert.deepStrictEqual(entryPoint.imported, [])
    // Effect may name a module of node to a `process` that is there; it does not import it.
    assert.notMatch(entryPoint.code, /\brequire\s*\(|\bimport\s*["'`(]/)
    assert.isAbove(entryPoint.code.length, 100_000)
  })

  it("the entry point loads where there is nothing of node's", () => {
    const browser = aBrowser()

    runInContext(entryPoint.code, browser)

    assert.strictEqual(
      runInContext("tallyhour.Quantity.format(tallyhour.Quantity.parse('0.50').success)", browser),
      "0.5"
    )
  })

  it("a meter takes usage there, adds it up exactly and knows the deadline", async () => {
    const browser = aBrowser()

    runInContext(program.code, browser)
    const done: unknown = await runInContext("tallyhour.meterUsage()", browser)

    assert.deepEqual(JSON.parse(JSON.stringify(done)), {
      deadlines: ["2026-04-01T06:00:00.000Z", "2026-04-01T06:00:00.000Z"],
      quantity: "0.3",
      recorded: 2
    })
  })
})

interface Bundle {
  readonly code: string
  readonly imported: ReadonlyArray<string>
}

// Everything in one script, as a page would load it; what cannot be found is an error and not an import.
async function bundleOf(input: string): Promise<Bundle> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, input),
    onLog: (level, log) => {
      if (level === "warn") throw new Error(log.message)
    },
    platform: "browser",
    resolve: { conditionNames: ["@tallyhour/source", "browser", "import", "default"] }
  })
  const { output } = await bundle.generate({
    codeSplitting: false,
    format: "iife",
    minify: true,
    name: "tallyhour"
  })
  await bundle.close()
  const [{ code, dynamicImports, imports }] = output
  return { code, imported: [...imports, ...dynamicImports] }
}

function sizeOf({ code }: Bundle): string {
  const [whole, zipped] = [code.length, gzipSync(code).length].map((bytes) => Math.round(bytes / 1000))
  return `${whole} kB, ${zipped} kB zipped`
}

// Of what a page has, only what the bundle needs.
function aBrowser() {
  return createContext({ AbortController, TextEncoder, URL, clearTimeout, setTimeout })
}
