import { causesOf, codes } from './cause.ts';

/** The tenant that the account is to be found in. */
export const tenant = causesOf('account', {
  tenant_ambiguous: {
    retry: 'later',
    title: { en: 'Microsoft asks which organisation is meant', ja: 'どの組織か選択を求められています' },
    meaning: {
      en: 'The user name is known in several tenants, mostly because it is an e-mail address that can be used to sign in there, too.',
      ja: 'このユーザー名は複数のテナントで使われています。多くは、別のテナントでもサインインに使えるメール アドレスであるためです。',
    },
    remedy: {
      en: 'Give the monitor the user principal name (…@….onmicrosoft.com), which only one tenant can have: Microsoft 365 admin center > Users > Active users shows it. Genkan picks no organisation.',
      ja: '1 つのテナントにしか存在しないユーザー プリンシパル名 (〜@〜.onmicrosoft.com) を設定してください。Microsoft 365 管理センターの [ユーザー] > [アクティブなユーザー] で確認できます。Genkan が組織を選ぶことはありません。',
    },
    prevention: {
      en: 'Do not invite the address of the monitor as a guest to other tenants, and create no personal Microsoft account with it.',
      ja: '監視用アカウントのアドレスを他のテナントにゲストとして招待したり、そのアドレスで個人用 Microsoft アカウントを作成したりしないでください。',
    },
  },
  tenant_not_found: {
    retry: 'later',
    codes: codes('50059 50128 90002 90019 90038 1000104'),
    title: { en: 'There is no such tenant in this cloud', ja: 'このクラウドにテナントが見つかりません' },
    meaning: {
      en: 'Microsoft finds no organisation for the domain of the user name: it is mistyped, not verified, has expired, or is in another cloud.',
      ja: 'ユーザー名のドメインに対応する組織が見つかりません。入力の誤り、ドメインの未確認または期限切れ、あるいは別のクラウドのテナントである可能性があります。',
    },
    remedy: {
      en: "Check the part after the @ and the account's `cloud` (global, gcc-high, dod, china). The …@….onmicrosoft.com name works even when your own domain does not. Then see whether the contract has lapsed.",
      ja: '@ より後ろの部分と、アカウントの `cloud` (global、gcc-high、dod、china) を確認してください。自社ドメインに問題があっても 〜@〜.onmicrosoft.com のユーザー名は使えます。あわせて契約が失効していないか確認してください。',
    },
    prevention: {
      en: 'Use the …@….onmicrosoft.com name, which lasts as long as the tenant, and note when domain and contract have to be renewed.',
      ja: 'テナントがある限り使える 〜@〜.onmicrosoft.com のユーザー名を使い、ドメインと契約の更新日を管理してください。',
    },
  },
  tenant_inactive: {
    retry: 'later',
    codes: codes('5000225'),
    title: {
      en: 'The tenant is blocked because it was not used',
      ja: 'テナントが長期間使用されず、ブロックされています',
    },
    meaning: {
      en: 'Microsoft has blocked every sign-in to this tenant for inactivity.',
      ja: '長期間使用されていないため、このテナントへのサインインがすべて Microsoft によってブロックされています。',
    },
    remedy: {
      en: 'Check that the account belongs to the tenant that was meant. If so, ask Microsoft support soon to activate the tenant again: a tenant that stays blocked is deleted in the end. Until then switch this account off in `genkan.yaml`.',
      ja: 'アカウントが意図したテナントのものか確認してください。正しければ、そのままでは最終的に削除されるため、早めに Microsoft サポートへ再有効化を依頼してください。それまでは `genkan.yaml` でこのアカウントの監視を外してください。',
    },
    prevention: {
      en: 'Keep a licence and a person who signs in regularly in every tenant that has to stay, test tenants too.',
      ja: 'テスト用も含め、残しておくテナントにはライセンスを割り当て、定期的にサインインする担当者を決めてください。',
    },
  },
});
