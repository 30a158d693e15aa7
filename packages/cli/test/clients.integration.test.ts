import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterEach, assert, beforeEach, it } from "vitest"
import { canaries } from "../../../tooling/canaries/canaries.ts"
import { control, startEmulatorProcess } from "./emulatorProcess.ts"
import type { EmulatorProcess } from "./emulatorProcess.ts"

const execute = promisify(execFile)
const examples = new URL("../../adapter-memory/examples/", import.meta.url)
const pathOf = (name: string) => fileURLToPath(new URL(name, examples))

let emulator: EmulatorProcess
let environment: Record<string, string>

beforeEach(async () => {
  emulator = await startEmulatorProcess(["--seed", pathOf("market.json"), "--json"])
  const arrange = async (name: string, body: object) => (await control(emulator.url, name, { body })).body
  const buyer = { product_code: "4ml54db8vrmju", account_id: "222222222222" }
  const [{ token }] = await Promise.all([
    arrange("issue_token", { ...buyer, legacy: true }),
    arrange("seed_entitlement", { ...buyer, dimension: "seats", value: 5 }),
    arrange("seed_product", { code: "pod", dimensions: ["hours"], kind: "container" }),
    arrange("entitle_caller", { product_code: "pod", entitled: true })
  ])
  environment = {
    ...(JSON.parse(emulator.stdout) as { readonly environment: Record<string, string> }).environment,
    AWS_ACCESS_KEY_ID: "test",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: "us-east-1",
    AWS_SECRET_ACCESS_KEY: canaries.secretAccessKey,
    PATH: "/usr/bin:/bin",
    REGISTRATION_TOKEN: String(token),
    TZ: "UTC"
  }
})

afterEach(() => emulator.stop("SIGKILL"))

const run = async (program: string, ...args: ReadonlyArray<string>) =>
  execute(program, args, { env: environment, timeout: 60_000 })

/** What the examples print when each operation of the API has done what it should. */
const everything = {
  entitlements: [{ CustomerIdentifier: "ifAPi5AcF3", Dimension: "seats", Value: { IntegerValue: 5 } }],
  product: "4ml54db8vrmju",
  refused: "InvalidUsageDimensionException",
  reported: true,
  signed: true,
  statuses: ["Success"]
}

const billed = async () => {
  const { body } = await control(emulator.url, "ledger")
  return (body["records"] as ReadonlyArray<Record<string, unknown>>).map((record) => [
    record["account_id"],
    record["dimension"],
    record["quantity"],
    record["scope"]
  ])
}

// The clients that Debian packages are of 2022. Where they cannot be installed, what needs them is left out and says
// so; where they were installed for the tests, TALLYHOUR_AWS_CLIENTS=installed lets nothing be left out.
const missing = (file: string, packaged: string): boolean => {
  if (existsSync(file) || process.env["TALLYHOUR_AWS_CLIENTS"] === "installed") return false
  process.stdout.write(`skipped: there is no ${file}; on Debian: apt-get install ${packaged}\n`)
  return true
}

it("the AWS SDK for JavaScript calls every operation, with nothing but the environment set", async () => {
  const { stdout } = await run(process.execPath, pathOf("clients/javascript.ts"))

  assert.deepStrictEqual(JSON.parse(stdout), everything)
  assert.deepStrictEqual(await billed(), [
    ["111111111111", "pages", 40, "license"],
    ["444455556666", "hours", 1, "product"]
  ])
})

it("what the pages of the clients that are not run show as the answer is the answer", async () => {
  const pages = await Promise.all(
    ["dotnet", "go", "java", "rust"].map((name) =>
      readFile(new URL(`../../../docs/emulator/${name}.md`, import.meta.url), "utf8")
    )
  )
  const shown = pages.map((page) => JSON.parse(/```json\n([^]*?)```/.exec(page)?.[1] ?? "{}") as Answer)

  const answers = await Promise.all(
    shown.map(async ({ Results }) => meter(Results.map(({ UsageRecord }) => UsageRecord)))
  )

  assert.deepStrictEqual(answers, shown)
})

interface Answer {
  readonly Results: ReadonlyArray<{ readonly UsageRecord: unknown }>
}

const meter = async (records: ReadonlyArray<unknown>): Promise<unknown> => {
  const answer = await fetch(emulator.url, {
    body: JSON.stringify({ UsageRecords: records }),
    headers: {
      Authorization: "AWS4-HMAC-SHA256 Credential=test/20260331/us-east-1/aws-marketplace/aws4_request",
      "X-Amz-Target": "AWSMPMeteringService.BatchMeterUsage"
    },
    method: "POST"
  })
  return answer.json()
}

it.skipIf(missing("/usr/lib/python3/dist-packages/boto3", "python3-boto3"))(
  "boto3 as Debian packages it calls every operation, without knowing of account ids and licenses",
  async () => {
    const { stdout } = await run("/usr/bin/python3", pathOf("clients/python.py"))

    assert.deepStrictEqual(JSON.parse(stdout), everything)
    assert.deepStrictEqual(await billed(), [
      ["222222222222", "pages", 40, "product"],
      ["444455556666", "hours", 1, "product"]
    ])
  }
)

it.skipIf(missing("/usr/bin/aws", "awscli"))(
  "the AWS CLI as Debian packages it prints what its page shows, and names an error as AWS does",
  async () => {
    const page = await readFile(new URL("../../../docs/emulator/aws-cli.md", import.meta.url), "utf8")
    const shown = [...page.matchAll(/```sh\n(aws [^]*?)```\n+```json\n([^]*?)```/g)]

    const answers = await Promise.all(
      shown.map(async ([, command = ""]) => JSON.parse((await run("/bin/sh", "-c", command)).stdout))
    )
    const [, first = ""] = shown[0] ?? []
    const refused = await run("/bin/sh", "-c", first.replace("=pages", "=Pages")).catch((error) => error)

    assert.strictEqual(shown.length, 3)
    assert.deepStrictEqual(
      answers,
      shown.map(([, , answer = ""]) => JSON.parse(answer))
    )
    assert.match(refused.stderr, /\(InvalidUsageDimensionException\) when calling the BatchMeterUsage/)
    assert.deepStrictEqual(await billed(), [["222222222222", "pages", 40, "product"]])
  },
  60_000
)
