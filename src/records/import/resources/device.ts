import { z } from 'zod';
import { dayOf, fhirDate, undated } from '../fhir/dates.ts';
import { concept, head, reference, shown } from '../fhir/elements.ts';
import { kind } from '../kind.ts';

export const device = kind({
  type: 'Device',
  table: 'device',
  columns: {
    status: 'text',
    type_system: 'text',
    type_code: 'text',
    type_text: 'text',
    manufacturer: 'text',
    model_number: 'text',
    manufacture_date: 'date',
  },
  schema: head.extend({
    status: z.string().optional(),
    type: concept.optional(),
    patient: reference.optional(),
    manufacturer: z.string().optional(),
    modelNumber: z.string().optional(),
    manufactureDate: fhirDate.optional(),
  }),
  map: (resource) => {
    const type = shown(resource.type);
    return {
      member: resource.patient ?? {},
      // The day it was made is no day of service, and a Device has no other.
      serviceDate: undated,
      concepts: [resource.type ?? {}],
      inherits: [],
      row: {
        status: resource.status ?? null,
        type_system: type.system,
        type_code: type.code,
        type_text: type.text,
        manufacturer: resource.manufacturer ?? null,
        model_number: resource.modelNumber ?? null,
        manufacture_date: dayOf(resource.manufactureDate),
      },
    };
  },
});
