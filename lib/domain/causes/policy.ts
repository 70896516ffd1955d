import { causesOf, codes, helpSites } from './cause.ts';

/** Rules that somebody set: the tenant's own, another tenant's, or Microsoft's limits. */
export const policy = causesOf('policy', {
  conditional_access_blocked: {
    retry: 'later',
    // Sign-in frequency and the age of the second factor are Conditional Access, too (sign-in-facts 7.9).
    codes: codes('53002 530021 53003 530032 530033 530035 50131 54009 54010 50078 70043 70044 70046'),
    title: {
      en: 'Conditional Access blocked the sign-in',
      ja: '条件付きアクセスによりサインインがブロックされました',
    },
    meaning: {
      en: 'The credentials were right, but a Conditional Access policy or the security defaults do not allow this sign-in.',
      ja: '資格情報は正しいものの、条件付きアクセス ポリシーまたはセキュリティの既定値群によって、このサインインは許可されていません。',
    },
    remedy: {
      en: 'Microsoft Entra admin center > Monitoring & health > Sign-in logs: open the entry with this correlation id and read the Conditional Access tab; it names the policy. Exclude the monitoring account or its location there, or undo what was changed last.',
      ja: 'Microsoft Entra 管理センターの [監視と正常性] > [サインイン ログ] で、この関連付け ID の項目の [条件付きアクセス] タブを開くと、該当するポリシー名が分かります。監視用アカウントまたは接続元の場所を除外するか、直前の変更を元に戻してください。',
    },
    prevention: {
      en: 'Try new policies in report-only mode first, and see in the sign-in log what they would do to this account. Keep an emergency account that no policy covers.',
      ja: '新しいポリシーは、まずレポート専用モードで試し、このアカウントへの影響をサインイン ログで確認してください。どのポリシーの対象にもならない緊急用アカウントも用意してください。',
    },
    help: helpSites.entra,
  },
  device_required: {
    retry: 'later',
    codes: codes(
      '50005 50097 50127 501271 50129 501291 501313 50155 50187 53000 53001 53009 530001 530002 530003 530011 530081 530082 135011 700003 9001011',
    ),
    title: { en: 'Only managed devices may sign in', ja: '管理対象デバイスからのみサインインできます' },
    meaning: {
      en: 'A policy wants a device that is compliant, joined or of a certain platform; this monitor does not run on such a device.',
      ja: 'ポリシーにより、準拠済み、参加済み、または特定のプラットフォームのデバイスが必要ですが、この監視用ブラウザーは該当しません。',
    },
    remedy: {
      en: 'Exclude the monitoring account from the device policy and bind it to the address of this location instead (Microsoft Entra admin center > Conditional Access > Policies, Named locations), or run the monitor with `engines: [msedge]` on a managed PC.',
      ja: '監視用アカウントをデバイス ポリシーの対象から除外し、代わりに接続元アドレスで制限するか (Microsoft Entra 管理センターの [条件付きアクセス] > [ポリシー]、[ネームド ロケーション])、管理対象の PC で `engines: [msedge]` を指定して実行してください。',
    },
    prevention: {
      en: 'Leave the monitoring account out of device policies from the start, with a policy of its own that binds it to a named location.',
      ja: '監視用アカウントは最初からデバイス ポリシーの対象外とし、ネームド ロケーションに限定する専用のポリシーを適用してください。',
    },
    help: helpSites.entra,
  },
  method_or_location_required: {
    retry: 'later',
    codes: codes('50077 50081 54008 130501'),
    title: {
      en: 'A policy wants another sign-in method, or a location',
      ja: 'ポリシーにより別の認証方法または位置情報が求められています',
    },
    meaning: {
      en: 'A policy of the organisation does not accept the method that the account signs in with, or wants a location that only a device with GPS can give.',
      ja: '組織のポリシーが、このアカウントの認証方法を許可していないか、GPS 付きデバイスでしか提供できない位置情報を求めています。',
    },
    remedy: {
      en: "Microsoft Entra admin center > Monitoring & health > Sign-in logs: the entry with this correlation id names the policy. Allow the account's method there (Conditional Access > Authentication strengths, Authentication methods > Policies), or give the account a passkey or certificate. Exclude it from locations that are found by GPS.",
      ja: 'Microsoft Entra 管理センターの [監視と正常性] > [サインイン ログ] で、この関連付け ID の項目からポリシーを特定してください。そのポリシーで使用中の方法を許可するか ([条件付きアクセス] > [認証強度]、[認証方法] > [ポリシー])、アカウントにパスキーまたは証明書を登録してください。GPS による場所の条件からは除外してください。',
    },
    prevention: {
      en: 'Use a passkey or a certificate, which every authentication strength accepts, and bind the account to an IP address rather than to a country found by GPS.',
      ja: 'どの認証強度でも認められるパスキーまたは証明書を使い、場所は GPS ではなく IP アドレスで制限してください。',
    },
    help: helpSites.entra,
  },
  registration_campaign: {
    retry: 'later',
    title: {
      en: 'A registration campaign stops the sign-in',
      ja: '登録キャンペーンの画面でサインインが止まっています',
    },
    meaning: {
      en: 'The account has proven who it is, and Microsoft now asks it to register one more sign-in method, a passkey for example, and Genkan finds no button that certainly postpones it.',
      ja: '本人確認は完了していますが、パスキーなどの認証方法の追加登録を求められており、確実にスキップできる手段が見つかりませんでした。',
    },
    remedy: {
      en: 'Microsoft Entra admin center > Authentication methods > Registration campaign: add the account, or a group with it, under Excluded users and groups. This may take an hour to take effect. Genkan never completes a registration.',
      ja: 'Microsoft Entra 管理センターの [認証方法] > [登録キャンペーン] で、このアカウントまたは所属グループを [除外するユーザーとグループ] に追加してください。反映に 1 時間ほどかかることがあります。Genkan が登録を完了させることはありません。',
    },
    prevention: {
      en: 'Put the monitoring accounts into a group that is excluded from every registration campaign, and let `genkan doctor` check that: `graph` with Policy.Read.All.',
      ja: '監視用アカウントのグループを作り、すべての登録キャンペーンから除外してください。`graph` に Policy.Read.All を許可すると `genkan doctor` で確認できます。',
    },
    help: helpSites.entra,
  },
  risk_blocked: {
    retry: 'later',
    codes: codes('53004 53011 530034'),
    title: {
      en: 'Blocked because Microsoft sees a risk',
      ja: 'リスクが検出されたためブロックされました',
    },
    meaning: {
      en: 'Microsoft Entra ID Protection rates the user or this sign-in as risky.',
      ja: 'Microsoft Entra ID Protection が、ユーザーまたはこのサインインを危険と判定しています。',
    },
    remedy: {
      en: 'Microsoft Entra admin center > ID Protection > Risky users and Risky sign-ins: find out whether it was the monitor. If so choose Dismiss user risk and add this address to the trusted Named locations; if not, treat it as an attack and reset the password.',
      ja: 'Microsoft Entra 管理センターの [ID Protection] > [危険なユーザー] と [危険なサインイン] で、監視によるものか確認してください。監視であれば [ユーザー リスクを無視する] を選び、接続元アドレスを信頼できるネームド ロケーションに追加します。そうでなければ攻撃とみなし、パスワードをリセットしてください。',
    },
    prevention: {
      en: 'Let the monitor sign in from one fixed address that is a trusted location, and tell your security team about it beforehand.',
      ja: '監視は、信頼できる場所として登録した固定 IP アドレスから実行し、セキュリティ担当者に事前に知らせてください。',
    },
    help: helpSites.entra,
  },
  source_address_blocked: {
    retry: 'back_off',
    codes: codes('53010'),
    title: { en: 'Not allowed from this address', ja: 'この接続元アドレスからは許可されていません' },
    meaning: {
      en: 'The organisation allows this only from certain places, and the address of this monitor is not one of them.',
      ja: '組織は特定の場所からの操作だけを許可しており、この監視の接続元アドレスは含まれていません。',
    },
    remedy: {
      en: 'See in Microsoft Entra admin center > Monitoring & health > Sign-in logs which IP address the sign-in came from (a new line or proxy changes it), and add it under Conditional Access > Named locations.',
      ja: 'Microsoft Entra 管理センターの [監視と正常性] > [サインイン ログ] で実際の IP アドレスを確認し (回線やプロキシの変更で変わります)、[条件付きアクセス] > [ネームド ロケーション] に追加してください。',
    },
    prevention: {
      en: 'Let the monitor sign in from a fixed address, and change the named location whenever the line or the proxy changes.',
      ja: '監視の接続元を固定 IP アドレスにし、回線やプロキシを変更するときはネームド ロケーションも更新する手順にしてください。',
    },
    help: helpSites.entra,
  },
  tenant_restricted: {
    retry: 'later',
    codes: codes('50002 500021 500022 500212 500213'),
    title: {
      en: 'Access to this tenant is restricted',
      ja: 'このテナントへのアクセスが制限されています',
    },
    meaning: {
      en: 'A proxy on the way or a cross-tenant setting allows sign-ins to certain tenants only, and this is not one of them.',
      ja: '経路上のプロキシまたはテナント間アクセス設定により、許可されたテナント以外へのサインインが制限されています。',
    },
    remedy: {
      en: 'Add the tenant to the list that the proxy sends (Restrict-Access-To-Tenants), or in Microsoft Entra admin center > External Identities > Cross-tenant access settings on the side that blocks.',
      ja: 'プロキシが付加する許可テナントの一覧 (Restrict-Access-To-Tenants) に追加するか、制限している側の Microsoft Entra 管理センターの [External Identities] > [テナント間アクセス設定] で許可してください。',
    },
    prevention: {
      en: 'Keep the list of allowed tenants beside the list of those that are monitored, and try changes of the proxy with `genkan run` at once.',
      ja: '許可するテナントの一覧を監視対象の一覧とあわせて管理し、プロキシを変更したらすぐに `genkan run` で確認してください。',
    },
  },
  terms_of_use_required: {
    retry: 'later',
    title: { en: 'Terms of use must be accepted', ja: '利用規約への同意が必要です' },
    meaning: {
      en: 'The organisation wants the account to accept its terms of use before it goes on.',
      ja: '続行する前に、組織の利用規約への同意が求められています。',
    },
    remedy: {
      en: 'Sign in by hand once, read and accept them; or exclude the monitoring account from that policy (Microsoft Entra admin center > Conditional Access > Terms of use). Genkan accepts nothing in your name.',
      ja: '手動で一度サインインし、内容を確認して同意するか、監視用アカウントをそのポリシーの対象から除外してください (Microsoft Entra 管理センターの [条件付きアクセス] > [利用規約])。Genkan が代わりに同意することはありません。',
    },
    prevention: {
      en: 'Exclude the monitoring account from terms of use, above all from those that have to be accepted again after some time.',
      ja: '監視用アカウントを利用規約の対象から除外してください。定期的な再同意を求める規約は特に注意が必要です。',
    },
  },
  consent_required: {
    retry: 'later',
    codes: codes('65001 65004 90094 90095 50001 500014 50105 700016 7000112 1000031'),
    title: {
      en: 'The app is not allowed for this account',
      ja: 'アプリの使用がこのアカウントに許可されていません',
    },
    meaning: {
      en: 'The admin center, as an app in this tenant, lacks a consent, is disabled, or is not assigned to the account.',
      ja: 'テナント内のアプリとしての管理センターに、同意が与えられていない、無効化されている、またはアカウントに割り当てられていません。',
    },
    remedy: {
      en: 'Microsoft Entra admin center > Enterprise applications: find the app that the sign-in log names, look at Properties (Enabled for users to sign-in), Users and groups, and Permissions. Genkan gives no consent.',
      ja: 'Microsoft Entra 管理センターの [エンタープライズ アプリケーション] でサインイン ログに記載のアプリを開き、[プロパティ] のサインイン可否、[ユーザーとグループ]、[アクセス許可] を確認してください。Genkan が同意を与えることはありません。',
    },
    prevention: {
      en: "Leave Microsoft's own apps enabled and without assignment under Enterprise applications; try restrictions with this account first.",
      ja: '[エンタープライズ アプリケーション] では Microsoft のアプリを無効化せず、割り当ても必須にしないでください。制限を加えるときは、まずこのアカウントで確認してください。',
    },
    help: helpSites.entra,
  },
  captcha_required: {
    retry: 'later',
    title: { en: 'Microsoft asks for a captcha', ja: 'CAPTCHA (画像認証) の入力を求められています' },
    meaning: {
      en: 'Microsoft doubts that a person signs in, mostly because of the source address or of many sign-ins, and wants a puzzle solved.',
      ja: '接続元アドレスやサインインの回数などから人による操作か疑われ、パズルの回答を求められています。',
    },
    remedy: {
      en: 'Sign in by hand once from the same network. If it comes back, let the monitors run less often (`every`), and find out who else signs in from this address. Genkan solves no captcha, and types no password beside one.',
      ja: '同じネットワークから手動で一度サインインしてください。繰り返す場合は監視の間隔 (`every`) を延ばし、同じ接続元アドレスからサインインしている他のものがないか確認してください。Genkan が CAPTCHA を解いたり、その横でパスワードを入力したりすることはありません。',
    },
    prevention: {
      en: 'Do not let many programs sign in from one address, and leave some minutes between two sign-ins of an account (`every`).',
      ja: '1 つの接続元アドレスから多数のプログラムでサインインせず、同じアカウントのサインインは数分以上の間隔 (`every`) を空けてください。',
    },
  },
  throttled: {
    retry: 'back_off',
    codes: codes('50088 90055 50166'),
    title: { en: 'Too many requests', ja: '要求が多すぎるため制限されています' },
    meaning: {
      en: 'Microsoft limits how often this account, tenant or address may ask, and the limit is reached.',
      ja: 'アカウント、テナント、または接続元アドレスからの要求回数が、Microsoft の上限に達しました。',
    },
    remedy: {
      en: 'Wait some minutes. If it comes back, let the monitors run less often (`every`) and look for other programs that sign in from the same address.',
      ja: '数分待ってください。繰り返す場合は監視の間隔 (`every`) を延ばし、同じ接続元アドレスからサインインしている他のプログラムがないか確認してください。',
    },
    prevention: {
      en: 'Leave at least five minutes between runs of an account, and spread many accounts over several addresses.',
      ja: '同じアカウントの実行間隔は 5 分以上とし、アカウントが多い場合は複数の接続元アドレスに分散してください。',
    },
  },
});
