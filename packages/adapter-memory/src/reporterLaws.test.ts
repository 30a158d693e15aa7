import { reporterStoreLaws } from "@tallyhour/core/testing"
import { checkLaws } from "@tallyhour/core/testing/vitest"
import { memoryReporterStore } from "./MemoryReporterStore.ts"

checkLaws("memory: ReporterStore", reporterStoreLaws, memoryReporterStore())
