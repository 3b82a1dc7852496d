export const snomed = (code: string, display?: string) => ({
  coding: [{ system: 'http://snomed.info/sct', code, ...(display ? { display } : {}) }],
});
export const hl7 = (system: string, code: string) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${system}`, code }],
});
const loinc = (code: string, text: string) => ({
  coding: [{ system: 'http://loinc.org', code }],
  text,
});

/** The clinical ones of fhir-kinds.ts. */
export function everyClinicalKind(patientId: string, date: string): Record<string, object> {
  const subject = { reference: `Patient/${patientId}` };
  const at = `${date}T10:30:00Z`;
  const head = (resourceType: string) => ({ resourceType, id: `${resourceType}-${patientId}` });
  const period = { start: date, end: '2022-01-31' };
  const stay = { start: at, end: `${date}T11:00:00Z` };
  return {
    Condition: {
      ...head('Condition'),
      clinicalStatus: hl7('condition-clinical', 'resolved'),
      verificationStatus: hl7('condition-ver-status', 'confirmed'),
      category: [hl7('condition-category', 'problem-list-item')],
      code: snomed('38341003', 'Hypertension'),
      subject,
      onsetDateTime: date,
      abatementDateTime: '2021-12-31',
      recordedDate: '2021-06-16',
    },
    Observation: {
      ...head('Observation'),
      status: 'final',
      category: [hl7('observation-category', 'vital-signs')],
      code: loinc('85354-9', 'Blood pressure'),
      subject,
      effectiveDateTime: at,
      component: [
        { code: loinc('8480-6', 'Systolic'), valueQuantity: { value: 120.5, unit: 'mm[Hg]' } },
        { code: loinc('8462-4', 'Diastolic'), valueCodeableConcept: snomed('17621005', 'Normal') },
      ],
    },
    Laboratory: {
      resourceType: 'Observation',
      id: `Laboratory-${patientId}`,
      status: 'final',
      code: loinc('2339-0', 'Glucose'),
      subject,
      effectiveDateTime: `${date}T09:00:00Z`,
      valueQuantity: { value: 95.4, unit: 'mg/dL' },
    },
    Procedure: {
      ...head('Procedure'),
      status: 'completed',
      code: snomed('73761001', 'Colonoscopy'),
      subject,
      performedPeriod: stay,
      reasonCode: [snomed('38341003', 'Hypertension')],
    },
    AllergyIntolerance: {
      ...head('AllergyIntolerance'),
      clinicalStatus: hl7('allergyintolerance-clinical', 'active'),
      verificationStatus: hl7('allergyintolerance-verification', 'confirmed'),
      type: 'allergy',
      criticality: 'low',
      code: snomed('91935009', 'Peanut allergy'),
      patient: subject,
      recordedDate: date,
    },
    Immunization: {
      ...head('Immunization'),
      status: 'completed',
      vaccineCode: {
        coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '140' }],
        text: 'Flu',
      },
      patient: subject,
      occurrenceDateTime: date,
      lotNumber: 'LOT-1',
    },
    DiagnosticReport: {
      ...head('DiagnosticReport'),
      status: 'final',
      category: [hl7('v2-0074', 'LAB')],
      code: loinc('24323-8', 'Metabolic panel'),
      subject,
      effectiveDateTime: at,
      conclusion: 'Nothing unusual.',
      conclusionCode: [snomed('17621005', 'Normal')],
    },
    DocumentReference: {
      ...head('DocumentReference'),
      status: 'current',
      type: loinc('34117-2', 'History and physical'),
      subject,
      date: at,
      content: [{ attachment: { contentType: 'text/plain', title: 'A note' } }],
    },
    CarePlan: {
      ...head('CarePlan'),
      status: 'active',
      intent: 'order',
      title: 'Walk more',
      category: [snomed('736376001', 'Self care')],
      subject,
      period,
      activity: [{ detail: { code: snomed('229065009', 'Exercise') } }],
    },
    CareTeam: {
      ...head('CareTeam'),
      status: 'active',
      name: 'The team',
      category: [snomed('736376001', 'Self care')],
      subject,
      period,
      participant: [{ role: [snomed('59058001', 'Physician')], member: { display: 'Dr. Test' } }],
    },
    Goal: {
      ...head('Goal'),
      lifecycleStatus: 'active',
      achievementStatus: hl7('goal-achievement', 'in-progress'),
      description: { ...snomed('229065009'), text: 'Walk daily' },
      subject,
      startDate: date,
    },
    Device: {
      ...head('Device'),
      status: 'active',
      type: snomed('14106009', 'Pacemaker'),
      patient: subject,
      manufacturer: 'Acme',
      modelNumber: 'P-1',
      manufactureDate: '2020-01-02',
    },
    ImagingStudy: {
      ...head('ImagingStudy'),
      status: 'available',
      modality: [
        { system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'DX', display: 'X-ray' },
      ],
      subject,
      started: at,
      description: 'Chest, two views',
      procedureCode: [snomed('399208008', 'Chest X-ray')],
      series: [
        { bodySite: { system: 'http://snomed.info/sct', code: '51185008', display: 'Chest' } },
      ],
    },
  };
}
