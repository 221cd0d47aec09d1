using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>
/// One running Chromium and its one page, commanded in the DevTools protocol: JSON messages that end with a zero byte, one command
/// at a time. Not for two callers at once. After any exception it is in an unknown state and is to be disposed of.
/// </summary>
internal sealed class ChromiumBrowser : IDisposable
{
    private readonly Process process;
    private readonly string folder;
    private readonly List<byte> unread = [];
    private readonly byte[] chunk = new byte[64 * 1024];
    private string session = "";
    private string frame = "";
    private int lastId;

    private ChromiumBrowser(Process process, string folder)
    {
        this.process = process;
        this.folder = folder;
    }

    /// <summary>For tests that kill it.</summary>
    public int ProcessId => process.Id;

    /// <exception cref="ChromiumProblem">It ended.</exception>
    public static async Task<ChromiumBrowser> Start(ChromiumOptions options, CancellationToken stopping)
    {
        var (process, folder) = await ChromiumProcess.Start(options);
        var browser = new ChromiumBrowser(process, folder);
        try
        {
            await browser.OpenPage(stopping);
            return browser;
        }
        catch
        {
            browser.Dispose();
            throw;
        }
    }

    /// <summary>Prints as the page itself says: its size, its margins, its title and language, tagged.</summary>
    /// <exception cref="ChromiumProblem">It ended, or refused.</exception>
    public async Task<byte[]> PrintToPdf(string html, CancellationToken stopping)
    {
        await Show(html, stopping);
        var printed = await Command(
            "Page.printToPDF",
            new JsonObject
            {
                ["preferCSSPageSize"] = true,
                ["printBackground"] = true,
                ["generateTaggedPDF"] = true,
                ["generateDocumentOutline"] = false,
            },
            stopping);
        // Nobody's letter stays in the page.
        await Show("", stopping);
        return Convert.FromBase64String(printed["data"]!.GetValue<string>());
    }

    public void Dispose() => ChromiumProcess.End(process, folder);

    private async Task OpenPage(CancellationToken stopping)
    {
        var targets = await Command("Target.getTargets", [], stopping);
        var page = targets["targetInfos"]!.AsArray().First(target => target!["type"]!.GetValue<string>() == "page")!["targetId"]!.GetValue<string>();
        var attached = await Command("Target.attachToTarget", new JsonObject { ["targetId"] = page, ["flatten"] = true }, stopping);
        session = attached["sessionId"]!.GetValue<string>();
        await Command("Emulation.setScriptExecutionDisabled", new JsonObject { ["value"] = true }, stopping);
        var tree = await Command("Page.getFrameTree", [], stopping);
        frame = tree["frameTree"]!["frame"]!["id"]!.GetValue<string>();
    }

    private Task<JsonNode> Show(string html, CancellationToken stopping) =>
        Command("Page.setDocumentContent", new JsonObject { ["frameId"] = frame, ["html"] = html }, stopping);

    private async Task<JsonNode> Command(string method, JsonObject parameters, CancellationToken stopping)
    {
        var id = ++lastId;
        var command = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session.Length > 0)
        {
            command["sessionId"] = session;
        }

        try
        {
            var pipe = process.StandardInput.BaseStream;
            await pipe.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(command), 0], stopping).AsTask().WaitAsync(stopping);
            await pipe.FlushAsync(stopping);
        }
        catch (IOException)
        {
            throw new ChromiumProblem("ended");
        }

        while (true)
        {
            // Events, and answers to nobody, are passed over.
            var message = await Message(stopping);
            if (message["id"]?.GetValue<int>() == id)
            {
                return message["result"] ?? throw new ChromiumProblem($"refused {method} with code {message["error"]?["code"]}");
            }
        }
    }

    private async Task<JsonNode> Message(CancellationToken stopping)
    {
        var searched = 0;
        int end;
        while ((end = unread.IndexOf(0, searched)) < 0)
        {
            searched = unread.Count;
            // A pipe's read does not always heed a cancellation: whoever stops waiting ends the process, and with it the read.
            var count = await process.StandardOutput.BaseStream.ReadAsync(chunk, stopping).AsTask().WaitAsync(stopping);
            if (count == 0)
            {
                throw new ChromiumProblem("ended");
            }

            unread.AddRange(chunk.AsSpan(0, count));
        }

        var message = JsonNode.Parse(unread.GetRange(0, end).ToArray());
        unread.RemoveRange(0, end + 1);
        return message ?? throw new ChromiumProblem("answered nothing");
    }
}
