#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `tallyhour needs Node 22.19 or newer; this is ${process.version}. Run it with \`npx tallyhour\` inside the workspace.\n`
  )
  process.exit(1)
}
await import("../dist/main.js")
