using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Importing;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Register files of the EHR: uploading one, and those that were. Nothing changes before somebody takes it on the file's own page.</summary>
[Authorize(Policy = IntakeRights.ImportPatients)]
[RequestSizeLimit(MostBytes + 100_000)]
[RequestFormLimits(MultipartBodyLengthLimit = MostBytes + 100_000)]
internal sealed class PatientFilesModel(IntakeDb db, KeepPatientFile keep, IOrganization organization, TimeProvider clock) : PageModel
{
    public const int MostBytes = 30_000_000;

    private const int MostShown = 20;

    public IReadOnlyList<PatientFileRow> Files { get; private set; } = [];

    /// <summary>Of the file that this form sends.</summary>
    public Guid FormId { get; } = Guid.CreateVersion7();

    public string? Problem { get; private set; }

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    public async Task<IActionResult> OnPost(Guid fileId, IFormFile? file, CancellationToken stopping)
    {
        if (file is null || file.Length == 0 || fileId == Guid.Empty)
        {
            Problem = "Choose the file that the EHR wrote. Nothing was uploaded, or it is empty.";
        }
        else if (file.Length > MostBytes)
        {
            Problem = $"The file is larger than {MostBytes / 1_000_000} MB. Have the EHR write it in parts, by last name for example: they may come one after the other.";
        }
        else
        {
            using var bytes = new MemoryStream((int)file.Length);
            await file.CopyToAsync(bytes, stopping);
            switch (await keep.Run(fileId, Path.GetFileName(file.FileName), bytes.ToArray(), stopping))
            {
                case PatientFileKept.Kept kept:
                    return Redirect($"/intake/settings/patient-files/file/{kept.Id}");
                case PatientFileKept.NotUsable notUsable:
                    Problem = $"{notUsable.Why} Nothing was uploaded, and nothing changed.";
                    break;
            }
        }

        ModelState.Clear();
        await Show(stopping);
        return Page();
    }

    private async Task Show(CancellationToken stopping)
    {
        var files = await db.PatientFiles.AsNoTracking().OrderByDescending(file => file.At).Take(MostShown)
            .Select(file => new
            {
                File = file,
                db.PatientFileStates.First(state => state.FileId == file.Id).State,
                Waiting = db.PatientFileLines.Count(line => line.FileId == file.Id && line.State == PatientFileLineStates.Waiting),
            })
            .ToListAsync(stopping);
        var rows = new List<PatientFileRow>();
        foreach (var row in files)
        {
            rows.Add(new PatientFileRow(row.File, row.State, row.Waiting, await organization.WhoAndWhen(row.File.By, clock.GetUtcNow() - row.File.At, stopping: stopping)));
        }

        Files = rows;
    }
}

/// <param name="Waiting">Lines in sight that nobody has taken.</param>
internal sealed record PatientFileRow(PatientFile File, string State, int Waiting, string Uploaded);
