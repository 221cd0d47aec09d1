using System.Net;
using System.Text.RegularExpressions;

namespace ClinicOps.Testing;

/// <summary>Somebody at a browser without scripts: cookies are kept, redirects are shown and not followed.</summary>
public sealed partial class WebVisitor : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient http;

    public WebVisitor(Uri address) =>
        http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = address };

    /// <summary>What the host gave to be shown again.</summary>
    public IReadOnlyCollection<Cookie> Cookies => cookies.GetAllCookies();

    public Task<HttpResponseMessage> Get(string path) => http.GetAsync(path);

    /// <summary>As a script asks, or a browser that says how it asks: with a header.</summary>
    public async Task<HttpResponseMessage> Get(string path, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(header, value);
        return await http.SendAsync(request);
    }

    public async Task<string> Read(string path)
    {
        using var answer = await Get(path);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Sends a form with the token that the page at the same address carries.</summary>
    public Task<HttpResponseMessage> Post(string path, params (string Name, string Value)[] fields) => PostFrom(path.Split('?')[0], path, fields);

    /// <summary>Sends a form with the token of another page.</summary>
    public async Task<HttpResponseMessage> PostFrom(string page, string path, params (string Name, string Value)[] fields)
    {
        return await Send(path, [.. fields, ("__RequestVerificationToken", await Token(page))]);
    }

    /// <summary>The token that the forms of a page carry.</summary>
    public async Task<string> Token(string page) => RequestToken().Match(await Read(page)).Groups[1].Value;

    /// <summary>Sends a form as it is, without a token.</summary>
    public async Task<HttpResponseMessage> Send(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await http.PostAsync(path, form);
    }

    public void Dispose() => http.Dispose();

    [GeneratedRegex("""<meta name="request-token" content="([^"]*)">""")]
    private static partial Regex RequestToken();
}
