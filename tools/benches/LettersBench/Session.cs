using System.Net;
using System.Text.RegularExpressions;

namespace LettersBench;

/// <summary>A user who is signed in and sends the product's own forms with their token.</summary>
internal sealed partial class Session(HttpClient http)
{
    private string token = "";

    public static async Task<Session> SignIn(Uri address, string name, string password)
    {
        var session = new Session(new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) });
        await session.ReadToken("/sign-in");
        await session.Send("/sign-in", ("Form.Name", name), ("Form.Password", password));
        await session.ReadToken("/correspondence/batches");
        return session;
    }

    /// <summary>A form that leads to another page when it is done.</summary>
    /// <exception cref="InvalidOperationException">It was refused: the bench does not send what the product expects.</exception>
    public async Task Send(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent([.. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)), new("__RequestVerificationToken", token)]);
        using var answer = await http.PostAsync(path, form);
        if (answer.StatusCode != HttpStatusCode.Redirect || answer.Headers.Location?.OriginalString.Contains("/sign-in?", StringComparison.Ordinal) == true)
        {
            throw new InvalidOperationException($"{path} answers {(int)answer.StatusCode} {answer.Headers.Location}: the bench does not send what the product expects.");
        }
    }

    private async Task ReadToken(string path) => token = RequestToken().Match(await http.GetStringAsync(path)).Groups[1].Value;

    [GeneratedRegex("""<meta name="request-token" content="([^"]*)">""")]
    private static partial Regex RequestToken();
}
