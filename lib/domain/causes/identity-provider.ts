import { factorIds } from '../account.ts';
import { causesOf, codes } from './cause.ts';

/** The organisation's own sign-in: AD FS, Okta, Ping, pass-through authentication, Active Directory behind it. */
export const identityProvider = causesOf('identity_provider', {
  idp_unreachable: {
    retry: 'once',
    codes: codes('40010 40014'),
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
      en: 'Run two such servers, monitor them and their certificate from outside, and keep at least one cloud-only administrator for the day when they are down.',
      ja: 'サーバーを冗長化し、証明書とともに社外から監視してください。停止時に備え、クラウド専用アカウントの管理者を 1 名以上用意してください。',
    },
  },
  idp_rejected: {
    retry: 'never',
    codes: codes('40008 40009 40015 90123'),
    judges: factorIds,
    replace: 'password',
    title: {
      en: "Your organisation's sign-in server refused",
      ja: '自社の ID プロバイダーがサインインを拒否しました',
    },
    meaning: {
      en: 'The identity provider of your organisation, or its own second factor, did not let the account in.',
      ja: '自社の ID プロバイダー、またはその独自の多要素認証が、アカウントのサインインを拒否しました。',
    },
    remedy: {
      en: "Read the log of that server at the time of this run. Look first at the password of the account there, whether the account is locked or disabled in Active Directory, and at the server's own rules for access.",
      ja: 'この実行時刻のサーバーのログを確認してください。まず、そのサーバーでのアカウントのパスワード、Active Directory でのロックや無効化、サーバー独自のアクセス規則を確認してください。',
    },
    prevention: {
      en: 'Let the password of the monitoring account not expire there, or write the day on which it ends under `expires`. Keep a cloud-only administrator beside it.',
      ja: 'ID プロバイダー側の監視用アカウントのパスワードを無期限にするか、期限を `expires` に記載してください。クラウド専用アカウントの管理者も用意してください。',
    },
  },
  idp_factor_required: {
    retry: 'back_off',
    title: {
      en: "Your organisation's sign-in server asks for more than the password",
      ja: '自社の ID プロバイダーがパスワード以外の認証を求めています',
    },
    meaning: {
      en: 'The identity provider of your organisation asks for a second factor of its own (a code, a passcode, an answer), mostly after it has taken the password. Genkan holds nothing for it, and typed nothing there.',
      ja: '自社の ID プロバイダーが、独自の多要素認証 (コード、パスコード、質問への回答など) を求めています。多くの場合、パスワードは受け付けられています。Genkan はそれに必要な情報を持たないため、何も入力していません。',
    },
    remedy: {
      en: "Take this account out of that server's own second factor, and let Microsoft Entra ID ask for the second factor instead (a one-time code, passkey or certificate that Genkan holds). Then let it sign in again: `genkan resume ACCOUNT`.",
      ja: 'このアカウントを ID プロバイダー独自の多要素認証の対象から外し、代わりに Microsoft Entra ID で多要素認証を行ってください (Genkan が持つ確認コード、パスキー、または証明書)。その後、`genkan resume ACCOUNT` で監視を再開してください。',
    },
    prevention: {
      en: 'Let a rule of that server name this account, so that a new policy for everybody does not reach it, and keep a cloud-only administrator beside it.',
      ja: '全員を対象とする新しいポリシーの影響を受けないよう、ID プロバイダーの規則でこのアカウントを明示的に除外し、クラウド専用アカウントの管理者も用意してください。',
    },
  },
  external_factor_failed: {
    retry: 'back_off',
    codes: codes('50158 50161 50170'),
    title: {
      en: 'The external second factor failed',
      ja: '外部の多要素認証に失敗しました',
    },
    meaning: {
      en: 'Microsoft Entra ID wants a second factor from another provider (an external authentication method or a custom control, such as Duo), and that provider did not confirm the account or is set up wrongly. No credential of Genkan was judged.',
      ja: 'Microsoft Entra ID が他社の多要素認証 (外部認証方法またはカスタム コントロール。Duo など) を求めましたが、確認が得られなかったか、その設定に誤りがあります。Genkan の資格情報は判定されていません。',
    },
    remedy: {
      en: 'Exclude this account from the Conditional Access policy that asks for that provider, and let Microsoft Entra ID ask for a one-time code, passkey or certificate that Genkan holds. If other people fail in the same way, look at the provider under Microsoft Entra admin center > Authentication methods.',
      ja: 'この外部の多要素認証を求める条件付きアクセス ポリシーからこのアカウントを除外し、代わりに Microsoft Entra ID で多要素認証を行ってください (Genkan が持つ確認コード、パスキー、または証明書)。ほかの利用者も失敗する場合は、Microsoft Entra 管理センターの [認証方法] でその設定を確認してください。',
    },
    prevention: {
      en: 'Let the policy name this account as an exception, so that it keeps a second factor of Microsoft Entra ID itself.',
      ja: 'ポリシーの除外対象にこのアカウントを明記し、Microsoft Entra ID 自体の多要素認証を使い続けてください。',
    },
  },
  idp_http_authentication: {
    retry: 'later',
    title: {
      en: "Your organisation's sign-in server shows no form",
      ja: '自社の ID プロバイダーにサインイン フォームが表示されません',
    },
    meaning: {
      en: 'The identity provider of your organisation, or a proxy before it, answers 401: it wants the browser itself to sign in (Windows integrated authentication with Kerberos or NTLM, or Basic). Nothing was typed, and no password was judged.',
      ja: '自社の ID プロバイダー、またはその手前のプロキシが 401 を返し、ブラウザー自体による認証 (Kerberos または NTLM による Windows 統合認証、または基本認証) を求めています。何も入力しておらず、パスワードの判定も行われていません。',
    },
    remedy: {
      en: 'Let the server show its form to this browser. At AD FS: reach it through its proxy (WAP) as from outside, or take the entry that matches this browser out of `WIASupportedUserAgents` (`Set-AdfsProperties`), and see that forms authentication is on for the intranet.',
      ja: 'このブラウザーにサインイン フォームが表示されるようにしてください。AD FS では、社外と同じくプロキシ (WAP) 経由で接続するか、このブラウザーに一致する値を `WIASupportedUserAgents` から外し (`Set-AdfsProperties`)、イントラネットでフォーム認証が有効であることを確認してください。',
    },
    prevention: {
      en: 'Run Genkan where the server shows people outside the organisation its form, and keep a cloud-only administrator beside the account.',
      ja: '社外の利用者と同じフォームが表示されるネットワークで Genkan を実行し、クラウド専用アカウントの管理者も用意してください。',
    },
  },
  idp_answer_invalid: {
    retry: 'later',
    // Beside federation also seamless single sign-on: Kerberos of the organisation's own Active Directory.
    codes: codes('20001 20012 20033 50008 500133 50107 50174 501621 81004-81012'),
    title: {
      en: "Microsoft does not accept the answer of your organisation's sign-in server",
      ja: '自社の ID プロバイダーの応答が Microsoft に受け付けられませんでした',
    },
    meaning: {
      en: 'The identity provider let the account in, but its answer cannot be used: its signature, its time or a claim is wrong, or the domain is not set up for it.',
      ja: 'ID プロバイダーはアカウントを認証しましたが、応答の署名、時刻、クレーム、またはドメインのフェデレーション設定に誤りがあり、使用できません。',
    },
    remedy: {
      en: 'Look at the clock of that server and at its token-signing certificate: a new one may not be known to Microsoft Entra ID yet. Then compare the settings of the domain with the server: `Get-MgDomainFederationConfiguration`.',
      ja: 'サーバーの時計と、トークン署名証明書の更新が Microsoft Entra ID に反映されているかを確認してください。次に、`Get-MgDomainFederationConfiguration` でドメインのフェデレーション設定をサーバーと照合してください。',
    },
    prevention: {
      en: 'Give Microsoft Entra ID every new token-signing certificate before it is used, keep the clocks synchronised, and keep a cloud-only administrator.',
      ja: 'トークン署名証明書は使用開始前に Microsoft Entra ID へ登録し、時刻同期を維持してください。クラウド専用アカウントの管理者も用意してください。',
    },
  },
  pass_through_agent_down: {
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
      en: 'Microsoft Entra admin center > Hybrid management > Microsoft Entra Connect > Pass-through authentication shows each agent. Restart the service "Microsoft Entra Connect Authentication Agent", check its clock and its connection to a domain controller. A cloud-only administrator can sign in meanwhile.',
      ja: 'Microsoft Entra 管理センターの [ハイブリッド管理] > [Microsoft Entra Connect] > [パススルー認証] で各エージェントの状態を確認し、Authentication Agent サービスの再起動、時計、ドメイン コントローラーへの接続を確認してください。その間も、クラウド専用アカウントの管理者はサインインできます。',
    },
    prevention: {
      en: 'Run three agents on different servers, and turn password hash synchronisation on, so that sign-in can be switched over to it.',
      ja: '別々のサーバーで 3 つ以上のエージェントを稼働させ、切り替えられるようパスワード ハッシュ同期も有効にしてください。',
    },
  },
  certificate_revocation_unknown: {
    retry: 'once',
    codes: codes('500185 500187 2205013 2205015'),
    title: {
      en: 'Microsoft cannot check whether the certificate was revoked',
      ja: '証明書の失効状態を Microsoft が確認できません',
    },
    meaning: {
      en: "The revocation list (CRL) of your organisation's certificate authority cannot be fetched or is still being downloaded, so its certificates are not accepted.",
      ja: 'Microsoft が自社の証明機関の証明書失効リスト (CRL) を取得できないか、まだ取得の途中であるため、その証明機関の証明書が受け付けられません。',
    },
    remedy: {
      en: 'Open the address of the list from outside your network (Microsoft Entra admin center > Certificate authorities shows it): it must answer over HTTP without a sign-in, with a list that has not expired. If it does, wait some minutes until Microsoft has it.',
      ja: 'リストのアドレス (Microsoft Entra 管理センターの [証明機関] に表示されます) を社外から開き、認証なしの HTTP で取得でき、期限内であることを確認してください。問題がなければ、Microsoft に反映されるまで数分待ってください。',
    },
    prevention: {
      en: 'Publish the list where the internet can reach it, renew it well before its next update is due, and watch that address. Give the account a passkey beside the certificate.',
      ja: 'リストはインターネットから取得できる場所に公開し、次回更新日時より十分前に更新して、そのアドレスを監視してください。証明書のほかにパスキーも用意してください。',
    },
  },
});
