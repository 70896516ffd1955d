import { causesOf, helpSites } from './cause.ts';

/** Between this machine and Microsoft. */
export const network = causesOf('network', {
  dns_failed: {
    retry: 'once',
    title: { en: 'The name could not be resolved', ja: '名前解決に失敗しました' },
    meaning: {
      en: "DNS gave no address for one of Microsoft's hosts.",
      ja: 'Microsoft のホスト名の IP アドレスを DNS から取得できませんでした。',
    },
    remedy: {
      en: 'Run `nslookup login.microsoftonline.com` on this machine. Check its DNS server, a DNS filter, and whether the machine is meant to go through a proxy (`browser.proxy`).',
      ja: 'この端末で `nslookup login.microsoftonline.com` を実行してください。DNS サーバー、DNS フィルター、およびプロキシ (`browser.proxy`) の設定が必要な環境かどうかを確認してください。',
    },
    prevention: {
      en: 'Give the machine two DNS servers, and exempt the hosts that Microsoft 365 requires from DNS filters.',
      ja: 'DNS サーバーを 2 つ以上設定し、Microsoft 365 に必要なホストを DNS フィルターの対象から除外してください。',
    },
    help: helpSites.endpoints,
  },
  connection_failed: {
    retry: 'once',
    title: { en: 'No connection to Microsoft', ja: 'Microsoft に接続できません' },
    meaning: {
      en: 'The connection was refused, reset, cut off or never answered on the way.',
      ja: '接続が拒否、リセット、切断されたか、応答がありませんでした。',
    },
    remedy: {
      en: 'Open the address in a browser on this machine. Check line, firewall and proxy, and that the Microsoft 365 addresses are allowed. Other locations of Genkan show whether it is only here.',
      ja: 'この端末のブラウザーで同じアドレスを開いてみてください。回線、ファイアウォール、プロキシを確認し、Microsoft 365 のアドレスが許可されているか確認してください。別の拠点の Genkan の結果を見ると、ここだけの問題か判断できます。',
    },
    prevention: {
      en: 'Let the firewall follow the list of addresses that Microsoft publishes, and run Genkan at a second location with another line.',
      ja: 'ファイアウォールの許可リストを Microsoft が公開するアドレス一覧に追従させ、別の回線を使う拠点でも Genkan を実行してください。',
    },
    help: helpSites.endpoints,
  },
  tls_failed: {
    retry: 'later',
    title: { en: 'The secure connection failed', ja: '安全な接続 (TLS) を確立できません' },
    meaning: {
      en: 'The certificate shown on the way is not trusted or not valid, or the encryption could not be agreed.',
      ja: '提示された証明書が信頼できないか無効、または暗号化方式が一致しませんでした。',
    },
    remedy: {
      en: "Look at the certificate's issuer in a browser: if it is your company's inspecting proxy, name its authority in `browser.trust`, and let login and certauth hosts pass uninspected. If it is Microsoft's, check the clock of this machine.",
      ja: 'ブラウザーで証明書の発行元を確認してください。社内の TLS 検査プロキシなら、その証明機関を `browser.trust` に指定し、login と certauth のホストは検査の対象外にしてください。Microsoft の証明書なら、この端末の時計を確認してください。',
    },
    prevention: {
      en: 'Leave the sign-in hosts out of TLS inspection, as Microsoft recommends, and renew the authority in `browser.trust` together with the one of the proxy.',
      ja: 'Microsoft の推奨どおりサインインのホストを TLS 検査の対象外とし、プロキシの証明機関を更新するときは `browser.trust` のファイルも更新してください。',
    },
    help: helpSites.endpoints,
  },
  proxy_failed: {
    retry: 'once',
    title: { en: 'The proxy does not let us through', ja: 'プロキシを通過できません' },
    meaning: {
      en: 'The proxy cannot be reached, wants credentials, or refuses to connect to this host.',
      ja: 'プロキシに接続できないか、プロキシの認証が必要か、このホストへの接続が拒否されました。',
    },
    remedy: {
      en: 'Check `browser.proxy` (address, port, credentials), whether the proxy runs, and whether it allows the Microsoft 365 hosts.',
      ja: '`browser.proxy` (アドレス、ポート、認証情報)、プロキシの稼働状況、Microsoft 365 のホストが許可されているかを確認してください。',
    },
    prevention: {
      en: 'Run two proxies, or let the Microsoft 365 hosts bypass them. Renew its credentials before they expire.',
      ja: 'プロキシを冗長化するか、Microsoft 365 のホストはプロキシを経由しないようにしてください。プロキシの認証情報は期限前に更新してください。',
    },
    help: helpSites.endpoints,
  },
  assets_blocked: {
    retry: 'later',
    title: {
      en: 'Parts of the page were lost on the way',
      ja: 'ページの一部が途中で届きませんでした',
    },
    meaning: {
      en: 'The page itself arrived, but scripts or styles that it needs did not get through the network.',
      ja: 'ページ自体は届きましたが、必要なスクリプトまたはスタイルがネットワークの途中で届きませんでした。',
    },
    remedy: {
      en: 'Allow the hosts named in the evidence (such as aadcdn.msauth.net) in proxy, firewall and DNS filter. They are among the addresses that Microsoft 365 requires.',
      ja: '証跡に記録されたホスト (aadcdn.msauth.net など) を、プロキシ、ファイアウォール、DNS フィルターで許可してください。Microsoft 365 に必要なアドレスに含まれています。',
    },
    prevention: {
      en: 'Allow all hosts of the list that Microsoft publishes, not only the names that people type, and let the list be updated by itself.',
      ja: '利用者が入力するアドレスだけでなく、Microsoft が公開する一覧のすべてのホストを許可し、一覧の更新を自動化してください。',
    },
    help: helpSites.endpoints,
  },
});
