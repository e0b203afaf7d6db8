import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { cyclonedxComponents } from './cyclonedx-components.ts';
import { cyclonedxVulnerabilities } from './cyclonedx-vulnerabilities.ts';
import { plainText } from './plain-text.ts';
import { safeJson } from './safe-json.ts';
import type { ScanReport } from './scan-report.ts';

/**
 * CycloneDX 1.6 as JSON: all packages of all lockfiles, who depends on whom, and the vulnerabilities. What is
 * suppressed carries `will_not_fix` and the reason.
 */
export function renderCyclonedx(report: ScanReport): string {
  const { tool, subject, generatedAt, serialNumber } = report;
  const root = new Models.Component(Enums.ComponentType.Application, plainText(subject), { bomRef: 'lockkeeper:root' });
  const bom = new Models.Bom({
    serialNumber,
    metadata: new Models.Metadata({
      timestamp: new Date(generatedAt),
      component: root,
      tools: new Models.Tools({
        components: new Models.ComponentRepository([
          new Models.Component(Enums.ComponentType.Application, tool.name, { version: tool.version }),
        ]),
      }),
    }),
  });
  const packages = cyclonedxComponents(report, root);
  for (const component of packages.all) bom.components.add(component);
  for (const each of cyclonedxVulnerabilities(report, packages.byId)) bom.vulnerabilities.add(each);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return safeJson(JSON.parse(serializer.serialize(bom, { sortLists: true })));
}
