import { describe, expect, it } from 'vitest';
import { normalCodes } from '../../lib/core/causes/normal-codes.ts';
import { causeIds, causes, faults, isCauseId } from '../../lib/core/causes.ts';
import { languages } from '../../lib/core/language.ts';

/** Every code of the table of error codes (sign-in-facts 4), in its order. */
const knownCodes = `
  16000 16001 16003 20001 20012 20033 40008 40009 40015 40010 50000 50001 50002 500021 500022 50005 50008 50011 50012
  50017 50014 50020 500201 500202 500121 500133 500212 500213 50033 50034 500341 500342 500343 500344 50053 50054 50055
  50056 50057 50058 50059 50128 50072 50079 50074 50076 50078 50085 50086 50087 50088 50089 50097 50129 50155 50187
  50105 50107 50125 50126 50131 50132 50133 50173 50135 50140 50141 50146 50144 50158 50161 50166 50170 50168 50180
  50174 50181 50182 50183 50184 50185 50196 50197 50199 50203 51004 53000 53001 53002 53003 53004 53010 53011 530032
  530034 530035 54009 54010 54000 65001 65004 90094 90095 70012 70043 70044 70046 700016 75001 75002 75003 75004 75005
  75006 75007 75008 75009 75010 75011 75012 75013 75014 75015 75016 80001 80002 80005 80007 80014 80010 80013 80012
  81004 81005 81006 81007 81008 81009 81010 81011 81012 90002 90019 90006 90012 90014 900144 90013 90023 90024 90033
  90090 90091 90036 90092 90038 90055 900561 90072 90123 120000 120001 120002 120003 120004 120005 120006 120007 120008
  120009 120010 120011 120012 120013 120014 120015 120016 120017 120018 120019 120020 120021 130004 130005 130006 130007
  130008 135011 130500 130502 130503 130504 130505 131001 131003 131002 131004 131010 135016 1350161 1350162 1350201
  140000 140001 165900 230109 399218 501621 9002313 9002341 1000031 7000112 1000104
`
  .trim()
  .split(/\s+/);

const entries = causeIds.map(id => Object.assign({ id }, causes[id]));
const placed = entries.flatMap(({ codes }) => codes);

describe('the table of causes', () => {
  it('places every code of the facts', () => {
    const missing = knownCodes.filter(code => !placed.includes(code) && !normalCodes.has(code));
    expect(missing).toEqual([]);
  });

  it('has no code twice, and no normal state among the causes', () => {
    const all = [...placed, ...normalCodes];
    expect(all.filter((code, index) => all.indexOf(code) !== index)).toEqual([]);
    expect(all.filter(code => !/^\d+$/.test(code))).toEqual([]);
  });

  it('knows a cause for every fault, and only the faults of the closed set', () => {
    expect(new Set(entries.map(({ fault }) => fault))).toEqual(new Set(faults));
  });

  it.each(entries)('$id is explained in every language', ({ title, meaning, remedy }) => {
    for (const text of [title, meaning, remedy])
      for (const language of languages) expect(text[language].trim()).toMatch(/\S{2}/);
    for (const language of languages) {
      expect(title[language]).not.toMatch(/[.。]$/);
      expect(meaning[language]).toMatch(/[.。)]$/);
      expect(remedy[language]).toMatch(/[.。)]$/);
    }
  });

  it.each(entries)('$id speaks Japanese in ja and English in en', ({ title, meaning, remedy }) => {
    for (const { en, ja } of [title, meaning, remedy]) {
      // Kana: Chinese characters alone would not show that it is Japanese.
      expect(ja).toMatch(/[\u3040-\u30ff]/);
      expect(en).not.toMatch(/[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/);
    }
  });

  it('never says the same of two causes', () => {
    const texts = entries.flatMap(({ title, meaning }) => languages.flatMap(is => [title[is], meaning[is]]));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it.each(entries.filter(({ help }) => help !== undefined))('$id helps with an address', ({ help }) => {
    expect(help).toMatch(/^https:\/\//);
  });

  it.each(['password_wrong', 'mfa_code_rejected', 'passkey_rejected', 'certificate_rejected'] as const)(
    '%s is never tried again: one more refusal may lock the account',
    id => {
      expect(causes[id].retry).toBe('never');
    },
  );

  it('tells its ids from other words', () => {
    expect(isCauseId('password_wrong')).toBe(true);
    expect(isCauseId('toString')).toBe(false);
  });
});
