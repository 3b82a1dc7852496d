import { bareConcept, conceptOf, SYSTEM } from '../catalog/systems.ts';
import type { ExplanationOfBenefit } from '../fhir/financial.ts';
import { referenceTo } from '../fhir/resource.ts';
import type { History } from '../history/history.ts';
import { explanationOfBenefit } from './explanation-of-benefit.ts';
import { daysSupplyOf, quantityOf } from './medications.ts';
import { metaFor } from './reasons.ts';

/** Of a hundred prescriptions so many are billed by NDC alone, which nobody can judge without a map. */
const NDC_ALONE = 0.08;

/**
 * The pharmacy claims: one for every fill. They carry no diagnosis; what they are for shows in the
 * drug or in the prescription that they refer to.
 */
export function* pharmacyClaims(history: History): Iterable<ExplanationOfBenefit> {
  for (const prescription of history.prescriptions) {
    const { medication, reason, requestId } = prescription;
    const ndcAlone = history.random.fork(`billing ${requestId}`).chance(NDC_ALONE);
    for (const fill of prescription.fills) {
      const random = history.random.fork(`claim ${fill.claimId}`);
      const line = {
        productOrService: ndcAlone
          ? conceptOf(medication.ndc)
          : conceptOf(medication.ndc, ...medication.rxnorm),
        submitted: Math.round(medication.priceCents * random.decimal(0.9, 1.1, 3)),
        rest: { servicedDate: fill.date, quantity: quantityOf(medication) },
      };
      yield explanationOfBenefit(
        history,
        {
          id: fill.claimId,
          type: 'pharmacy',
          start: fill.date,
          end: fill.date,
          provider: prescription.pharmacy,
          lines: [line],
          random,
        },
        {
          ...metaFor(reason),
          prescription: referenceTo('MedicationRequest', requestId),
          supportingInfo: [
            {
              sequence: 1,
              category: bareConcept(SYSTEM.carinSupportingInfo, 'dayssupply'),
              valueQuantity: daysSupplyOf(medication),
            },
          ],
        },
      );
    }
  }
}
