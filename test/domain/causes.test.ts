import { describe, expect, it } from 'vitest';
import { normalCodes } from '../../lib/domain/causes/normal-codes.ts';
import { causeIds, causes, faults, helpFor, isCauseId } from '../../lib/domain/causes.ts';
import { languages } from '../../lib/domain/language.ts';

/**
 * The table of error codes, row by row in its order, with the cause that each row means (sign-in-facts 4); `-` is a
 * normal state.
 */
const rows = `
  16000 account_unknown · 16001 sign_in_loop · 16003 account_unknown · 20001 20012 20033 idp_answer_invalid
  40008 40009 40015 idp_rejected · 40010 idp_unreachable · 50000 sign_in_service_error · 50001 consent_required
  50002 500021 500022 tenant_restricted · 50005 device_required · 50008 idp_answer_invalid · 50011 admin_center_error
  50012 50017 certificate_rejected · 50014 account_unknown · 50020 500201 500202 personal_account
  500121 mfa_code_rejected · 500133 idp_answer_invalid · 500212 500213 tenant_restricted · 50033 sign_in_service_error
  50034 500341 500342 500343 500344 account_unknown · 50053 account_locked · 50054 password_wrong
  50055 password_expired · 50056 password_wrong · 50057 account_disabled · 50058 - · 50059 50128 tenant_not_found
  50072 50079 mfa_registration_required · 50074 50076 - · 50078 conditional_access_blocked · 50085 personal_account
  50086 50087 sign_in_service_error · 50088 throttled · 50089 sign_in_loop · 50097 50129 50155 50187 device_required
  50105 consent_required · 50107 idp_answer_invalid · 50125 mfa_registration_required · 50126 password_wrong
  50131 conditional_access_blocked · 50132 50133 50173 sign_in_loop · 50135 password_expired · 50140 -
  50141 50146 admin_center_error · 50144 password_expired · 50158 50161 50170 external_factor_failed
  50166 throttled · 50168 50180 sign_in_loop · 50174 idp_answer_invalid
  50181 50182 50183 50184 50185 mfa_factor_unavailable · 50196 sign_in_loop · 50197 wrong_account · 50199 -
  50203 mfa_registration_required · 51004 account_unknown · 53000 53001 device_required
  53002 53003 conditional_access_blocked · 53004 53011 risk_blocked · 53010 source_address_blocked
  530032 530035 conditional_access_blocked · 530034 risk_blocked · 54009 54010 conditional_access_blocked
  54000 account_disabled · 65001 65004 90094 90095 consent_required · 70012 sign_in_service_error
  70043 70044 70046 conditional_access_blocked · 700016 consent_required
  75001 75002 75003 75004 75005 75006 75007 75008 admin_center_error
  75009 75010 75011 75012 75013 75014 75015 75016 admin_center_error
  80001 80002 80005 80007 80014 80010 80013 pass_through_agent_down · 80012 account_disabled
  81004 81005 81006 81007 81008 81009 81010 81011 81012 idp_answer_invalid · 90002 90019 tenant_not_found
  90006 90012 90024 90033 90090 90091 90036 90092 sign_in_service_error · 90014 900144 90013 90023 sign_in_loop
  90038 tenant_not_found · 90055 throttled · 900561 sign_in_loop · 90072 account_unknown · 90123 idp_rejected
  120000 120001 120002 120003 120004 120005 120006 120007 120008 120009 120010 password_expired
  120011 120012 120013 120014 120015 120016 120017 120018 120019 120020 120021 password_expired
  130004 130005 130006 130007 130008 passkey_rejected · 135011 device_required · 130500 mfa_factor_unavailable
  130502 130503 130504 130505 access_pass_rejected · 131001 131003 sign_in_service_error
  131002 131004 131010 mfa_factor_unavailable · 135016 1350161 1350162 1350201 passkey_rejected
  140000 140001 165900 sign_in_loop · 230109 sign_in_service_error · 399218 - · 501621 idp_answer_invalid
  135000 135002 135003 135018 135019 135020 passkey_rejected · 500183 certificate_rejected
  500185 500187 2205013 2205015 certificate_revocation_unknown · 130501 54008 50077 50081 method_or_location_required
  501313 device_required · 50142 50137 password_expired
  50004 90030 90031 90032 90035 90039 90041 90202 sign_in_service_error · 40014 idp_unreachable
  5000225 tenant_inactive · 500571 account_disabled · 500014 consent_required · 700003 device_required
  500204 personal_account · 130506 access_pass_rejected
  29200 29201 29202 29203 29204 29205 29206 29207 29208 29209 29210 29211 29212 mfa_factor_unavailable
  9002313 9002341 sign_in_loop · 1000031 7000112 consent_required · 1000104 tenant_not_found
  6000 8000 8001 sign_in_service_error · 6001 6002 8002 sign_in_loop
`
  .trim()
  .split(/\s*[·\n]\s*/)
  .flatMap(row => {
    const words = row.split(' ');
    return words.slice(0, -1).map(code => ({ code, means: words.at(-1) }));
  });

const entries = causeIds.map(id => Object.assign({ id }, causes[id]));
const placed = entries.flatMap(({ codes }) => codes);

describe('the table of causes', () => {
  it.each(rows)('$code means $means', ({ code, means }) => {
    const cause = entries.find(({ codes }) => codes.includes(code))?.id;
    expect(cause ?? (normalCodes.has(code) ? '-' : undefined)).toBe(means);
  });

  it('has no code twice, and no normal state among the causes', () => {
    const all = [...placed, ...normalCodes];
    expect(all.filter((code, index) => all.indexOf(code) !== index)).toEqual([]);
    expect(all.filter(code => !/^\d+$/.test(code))).toEqual([]);
  });

  it('knows a cause for every fault, and only the faults of the closed set', () => {
    expect(new Set(entries.map(({ fault }) => fault))).toEqual(new Set(faults));
  });

  it.each(entries)('$id is explained in every language', ({ title, meaning, remedy, prevention }) => {
    for (const text of [title, meaning, remedy, prevention])
      for (const language of languages) expect(text[language].trim(), language).toMatch(/\S{2}/);
    for (const language of languages) {
      expect(title[language]).not.toMatch(/[.。]$/);
      expect(meaning[language]).toMatch(/[.。)]$/);
      expect(remedy[language]).toMatch(/[.。)]$/);
      expect(prevention[language]).toMatch(/[.。)]$/);
    }
  });

  it.each(entries)(
    '$id speaks Japanese in ja and English in en',
    ({ title, meaning, remedy, prevention }) => {
      for (const { en, ja } of [title, meaning, remedy, prevention]) {
        // Kana: Chinese characters alone would not show that it is Japanese.
        expect(ja).toMatch(/[\u3040-\u30ff]/);
        expect(en).not.toMatch(/[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/);
      }
    },
  );

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

  it('asks the look-up of codes for the code that was shown', () => {
    expect(helpFor('unknown_screen')).toBe('https://login.microsoftonline.com/error');
    expect(helpFor('unknown_screen', '59999')).toBe('https://login.microsoftonline.com/error?code=59999');
    expect(helpFor('unknown_screen', '5&x=')).toBe('https://login.microsoftonline.com/error');
    expect(helpFor('password_wrong', '50126')).toBe(causes.password_wrong.help);
  });

  it('recognises its ids', () => {
    expect(isCauseId('password_wrong')).toBe(true);
    expect(isCauseId('toString')).toBe(false);
  });
});
