using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Importing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Schedule files of the EHR: uploading one, and those that were. Nothing changes before somebody takes it on the file's own page.</summary>
[Authorize(Policy = SchedulingRights.ImportVisits)]
[RequestSizeLimit(MostBytes + 100_000)]
[RequestFormLimits(MultipartBodyLengthLimit = MostBytes + 100_000)]
internal sealed class ScheduleFilesModel(SchedulingDb db, KeepSchedule keep, IOrganization organization, TimeProvider clock) : PageModel
{
    public const int MostBytes = 10_000_000;

    private const int MostShown = 20;

    public IReadOnlyList<(UploadedSchedule File, string Uploaded)> Files { get; private set; } = [];

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
            Problem = $"The file is larger than {MostBytes / 1_000_000} MB. Have the EHR write fewer days at a time: they may come one after the other.";
        }
        else
        {
            using var bytes = new MemoryStream((int)file.Length);
            await file.CopyToAsync(bytes, stopping);
            switch (await keep.Run(fileId, Path.GetFileName(file.FileName), bytes.ToArray(), stopping))
            {
                case ScheduleKept.Kept kept:
                    return Redirect($"/scheduling/settings/schedule-files/file/{kept.Id}");
                case ScheduleKept.NotUsable notUsable:
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
        var files = new List<(UploadedSchedule, string)>();
        foreach (var file in await db.UploadedSchedules.AsNoTracking().OrderByDescending(file => file.At).Take(MostShown).ToListAsync(stopping))
        {
            files.Add((file, await organization.WhoAndWhen(file.By, clock.GetUtcNow() - file.At, stopping: stopping)));
        }

        Files = files;
    }
}
