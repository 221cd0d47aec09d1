using System.Security.Cryptography;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Receiving;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>
/// Files by hand. With the script each file is a request of its own with its own answer; without it the form sends all at once,
/// and every file still gets an answer.
/// </summary>
[Authorize(Policy = DocumentsRights.Receive)]
[RequestSizeLimit(MostRequestBytes)]
[RequestFormLimits(MultipartBodyLengthLimit = MostRequestBytes)]
internal sealed class UploadModel(ReceiveFile receive, VisibleToActor visible, IOrganization organization, IOptions<DocumentsOptions> options) : PageModel
{
    /// <summary>Of one request, which without the script may hold several files.</summary>
    private const long MostRequestBytes = 500_000_000;

    [BindProperty]
    public UploadForm Form { get; set; } = new();

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<UploadAnswer> Answers { get; private set; } = [];

    public string? Problem { get; private set; }

    public long MostBytes => options.Value.MostBytes;

    public async Task<IActionResult> OnGet(CancellationToken stopping)
    {
        Form.Id = Guid.CreateVersion7();
        await LoadLocations(stopping);
        return Locations.Count > 0 ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        await LoadLocations(stopping);
        if (Form.Files.Count == 0)
        {
            Problem = "Choose at least one file.";
        }

        var answers = new List<UploadAnswer>();
        for (var i = 0; i < Form.Files.Count; i++)
        {
            answers.Add(await Receive(Form.Files[i], IdOf(Form.Id, i), stopping));
        }

        Answers = answers;
        Form.Id = Guid.CreateVersion7();
        ModelState.Clear();
        return Page();
    }

    /// <summary>One file, sent by the script.</summary>
    public async Task<IActionResult> OnPostFile(CancellationToken stopping)
    {
        if (Form.Files is not [var file])
        {
            return BadRequest();
        }

        return Partial("_UploadAnswer", await Receive(file, IdOf(Form.Id, 0), stopping));
    }

    private async Task<UploadAnswer> Receive(IFormFile file, Guid id, CancellationToken stopping)
    {
        if (file.Length == 0)
        {
            return new UploadAnswer(file.FileName, "refused", "The file is empty. Scan or save it again, then choose it once more.", null);
        }

        if (file.Length > MostBytes)
        {
            return new UploadAnswer(file.FileName, "refused", $"The file is larger than {MostBytes / 1_000_000} MB. Split it, or scan it in black and white at 200 or 300 dpi.", null);
        }

        using var bytes = new MemoryStream((int)file.Length);
        await file.CopyToAsync(bytes, stopping);
        if (!FileKind.IsDocument(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)))
        {
            return new UploadAnswer(file.FileName, "refused", "This is no PDF, TIFF, JPEG or PNG, whatever its name says. Save or print it as PDF, then choose that.", null);
        }

        var channel = Form.Channel is TransmissionChannel.Fax or TransmissionChannel.Email ? Form.Channel : TransmissionChannel.Scan;
        return await receive.Run(IncomingFile.Uploaded(id, file.FileName, bytes.ToArray(), channel, Form.LocationId), stopping) switch
        {
            FileReceipt.Received stored => new UploadAnswer(file.FileName, "stored", "Received. It is being read.", stored.TransmissionId),
            FileReceipt.Repeat repeat => new UploadAnswer(file.FileName, "repeat", "Received. The same file came before, so what is in it waits for review.", repeat.TransmissionId),
            FileReceipt.ReceivedBefore before => new UploadAnswer(file.FileName, "stored", "Received already.", before.TransmissionId),
            _ => new UploadAnswer(file.FileName, "refused", "Choose one of your locations, then send it again.", null),
        };
    }

    private async Task LoadLocations(CancellationToken stopping) =>
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(location => visible.Location(location.Id))];

    /// <summary>The same form sent twice hands in its files once.</summary>
    private static Guid IdOf(Guid form, int file) => file == 0 ? form : new Guid(SHA256.HashData([.. form.ToByteArray(), .. BitConverter.GetBytes(file)]).AsSpan(0, 16));
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class UploadForm
{
    /// <summary>Of this sending: made with the form, or by the script for each file.</summary>
    public Guid Id { get; set; }

    public Guid LocationId { get; set; }

    public string Channel { get; set; } = TransmissionChannel.Scan;

    public List<IFormFile> Files { get; set; } = [];
}

/// <param name="State">"stored", "repeat" or "refused".</param>
internal sealed record UploadAnswer(string FileName, string State, string Words, Guid? TransmissionId);
