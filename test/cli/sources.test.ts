import { expect, it } from 'vitest';
import { describe } from '../../src/cli/sources.ts';

it('shows what senders call themselves without letting it paint the terminal', () => {
  const name = 'a\u001b[31mred\u001b]8;;http://x\u0007\u202eb';
  const sender = { device: name, interface: null, tags: { device: name }, measurements: [], values: 1, lastAt: 0 };
  const text = describe(
    {
      ...{ places: [], pasteAll: null, unknownInterfaces: [{ ...sender, interface: name }], neverHeard: [] },
      ...{ unknownDevices: [{ ...sender, paste: 'mapping: …', inventory: null }], notListed: 0, sources: {} },
    },
    1000,
  );
  expect(text).toContain('ared');
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});
