import { type Cause, codes, signInPage } from './cause.ts';

/** The organisation's own sign-in: AD FS, Okta, Ping, pass-through authentication, Active Directory behind it. */
export const identityProvider = {
  idp_unreachable: {
    fault: 'identity_provider',
    retry: 'once',
    codes: codes('40010'),
    title: {
      en: "Your organisation's sign-in server does not answer",
      ja: '自社の ID プロバイダーに接続できません',
    },
    meaning: {
      en: 'Microsoft sent the browser on to the identity provider of your organisation (AD FS, Okta, …), and that cannot be reached or answers with an error.',
      ja: 'Microsoft から自社の ID プロバイダー (AD FS、Okta など) に転送されましたが、接続できないかエラーが返されました。',
    },
    remedy: {
      en: "Check that server, its proxy (WAP), its certificate and its DNS name from outside. Meanwhile an administrator with a cloud-only …@….onmicrosoft.com account can sign in; Microsoft's service is not the cause.",
      ja: 'サーバー、プロキシ (WAP)、証明書、DNS 名を社外から確認してください。その間も、クラウド専用の 〜@〜.onmicrosoft.com アカウントの管理者はサインインできます。Microsoft 側の障害ではありません。',
    },
    prevention: {
      en: 'Run that server twice, watch it and its certificate from outside, and keep at least one cloud-only administrator for the day when it is away.',
      ja: 'サーバーを冗長化し、証明書とともに社外から監視してください。停止時に備え、クラウド専用アカウントの管理者を 1 名以上用意してください。',
    },
    example: {
      ending: 'unreachable',
      load: { host: 'sts.contoso.example', errorText: 'net::ERR_CONNECTION_TIMED_OUT' },
      credentialType: { status: 200, exists: 0, throttle: 0 },
    },
  },
  idp_rejected: {
    fault: 'identity_provider',
    retry: 'never',
    // Seamless single sign-on: Kerberos of the organisation's own Active Directory.
    codes: codes(
      '20001 20012 20033 40008 40009 40015 50008 500133 50107 50158 50161 50170 50174 501621 90123 81004-81012',
    ),
    title: {
      en: "Your organisation's sign-in server refused",
      ja: '自社の ID プロバイダーがサインインを拒否しました',
    },
    meaning: {
      en: 'The identity provider of your organisation, its claims or its own second factor did not let the account in, or Microsoft could not use its answer.',
      ja: '自社の ID プロバイダー、そのクレーム、または独自の多要素認証がアカウントを拒否したか、その応答を Microsoft が受け付けませんでした。',
    },
    remedy: {
      en: 'Read the log of that server at the time of this run. Look first at its clock, at the token-signing certificate (renewed, but not yet known to Microsoft Entra ID) and at the password of the account there.',
      ja: 'この実行時刻のサーバーのログを確認してください。まず、時計、トークン署名証明書 (更新が Microsoft Entra ID に反映されているか)、アカウントのパスワードを確認してください。',
    },
    prevention: {
      en: 'Give Microsoft Entra ID every new token-signing certificate before it is used, keep the clocks synchronised, and let the password of the monitoring account not expire there.',
      ja: 'トークン署名証明書の更新は使用開始前に Microsoft Entra ID へ反映し、時刻同期を維持してください。ID プロバイダー側の監視用アカウントのパスワードは無期限にしてください。',
    },
    example: { ending: 'unrecognised', page: signInPage('ConvergedError', '50008') },
  },
  pass_through_agent_down: {
    fault: 'identity_provider',
    retry: 'once',
    codes: codes('80001 80002 80005 80007 80010 80013 80014'),
    title: {
      en: 'Pass-through authentication is not working',
      ja: 'パススルー認証が機能していません',
    },
    meaning: {
      en: 'Passwords of this tenant are checked by an agent in your own network, and that agent or its Active Directory does not answer.',
      ja: 'このテナントのパスワードは社内のエージェントが検証しますが、エージェントまたは Active Directory が応答していません。',
    },
    remedy: {
      en: 'Microsoft Entra admin center > Hybrid management > Microsoft Entra Connect > Pass-through authentication shows each agent. Restart the service "Microsoft Entra Connect Authentication Agent", check the clock and the way to a domain controller. A cloud-only administrator can sign in meanwhile.',
      ja: 'Microsoft Entra 管理センターの [ハイブリッド管理] > [Microsoft Entra Connect] > [パススルー認証] で各エージェントの状態を確認し、Authentication Agent サービスの再起動、時計、ドメイン コントローラーへの接続を確認してください。その間も、クラウド専用アカウントの管理者はサインインできます。',
    },
    prevention: {
      en: 'Run three agents on different servers, and turn password hash synchronisation on, so that sign-in can be switched over to it.',
      ja: '別々のサーバーで 3 つ以上のエージェントを稼働させ、切り替えられるようパスワード ハッシュ同期も有効にしてください。',
    },
    example: { ending: 'refused', screen: 'password', page: signInPage('ConvergedSignIn', '80002') },
  },
} satisfies Record<string, Cause>;
