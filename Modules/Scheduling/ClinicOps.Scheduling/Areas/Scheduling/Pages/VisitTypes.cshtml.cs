using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Importing;
using ClinicOps.Scheduling.SetUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>The kinds of visits of the clinic. A changed type leaves what is booked as it is.</summary>
[Authorize(Policy = SchedulingRights.SetUpSchedule)]
internal sealed class VisitTypesModel(SchedulingDb db, ChangeSetUp change, FindUnfitVisits unfit, IPatients patients, IOrganization organization, AuditTrail audit)
    : SetUpPage(unfit, patients, organization, audit, db)
{
    [BindProperty]
    public VisitTypeForm Form { get; set; } = new();

    public IReadOnlyList<VisitTypeForm> Forms { get; private set; } = [];

    public VisitTypeForm New { get; private set; } = new() { TypeId = Guid.CreateVersion7() };

    public IReadOnlyList<ResourceKind> Kinds { get; private set; } = [];

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (!ModelState.IsValid || Form.ForWhom is not { } whom || !PatientRule.All.Contains(whom))
        {
            Refuse(string.Join(' ', ModelState.Values.SelectMany(value => value.Errors).Select(error => error.ErrorMessage).Where(said => said.Length > 0).Distinct()));
            ModelState.Clear();
            await Show(stopping);
            return Page();
        }

        var changed = await change.Run(SetUpParts.VisitType, Form.TypeId, Form.Seen, () => Save(stopping), stopping);
        return await After(changed, $"{Form.Name!.Trim()}: saved.", "/scheduling/settings/visit-types", () => Show(stopping));
    }

    private async Task<string?> Save(CancellationToken stopping)
    {
        var type = await Db.VisitTypes.Include(known => known.Needs).SingleOrDefaultAsync(known => known.Id == Form.TypeId, stopping);
        if (type is null)
        {
            var code = ScheduleFile.CodeOf(Form.Name!);
            if (code.Length == 0)
            {
                return "The name needs letters.";
            }

            type = new VisitType { Id = Form.TypeId, Code = code, Name = "", Minutes = 0 };
            Db.VisitTypes.Add(type);
        }

        (type.Name, type.Minutes, type.BufferBefore, type.BufferAfter) = (Form.Name!.Trim(), Form.Minutes!.Value, Form.BufferBefore, Form.BufferAfter);
        (type.Capacity, type.ForWhom, type.Instructions, type.IsRetired) = (Form.Capacity, Form.ForWhom!, Form.Instructions?.Trim() ?? "", Form.Retired);
        type.Serves = [.. (Form.Serves ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(code => code.ToLowerInvariant()).Distinct()];
        var kinds = await Db.ResourceKinds.Where(kind => Form.KindIds.Contains(kind.Id)).Select(kind => kind.Id).ToListAsync(stopping);
        type.Needs.RemoveAll(need => !kinds.Contains(need.KindId));
        type.Needs.AddRange(kinds.Where(kind => !type.Needs.Exists(need => need.KindId == kind)).Select(kind => new VisitTypeNeed { VisitTypeId = type.Id, KindId = kind }));
        return null;
    }

    private async Task Show(CancellationToken stopping)
    {
        Kinds = await Db.ResourceKinds.AsNoTracking().OrderBy(kind => kind.Name).ToListAsync(stopping);
        var seen = (await Db.SetUpChanges.AsNoTracking().Where(known => known.What == SetUpParts.VisitType).ToListAsync(stopping))
            .GroupBy(known => known.PartId).ToDictionary(of => of.Key, of => (Guid?)of.OrderBy(known => known.At).ThenBy(known => known.Id).Last().Id);
        var types = await Db.VisitTypes.AsNoTracking().Include(type => type.Needs).OrderBy(type => type.IsRetired).ThenBy(type => type.Name).ToListAsync(stopping);

        // What was typed and not saved stays in its fields, to be saved over what is there now.
        Form.Seen = seen.GetValueOrDefault(Form.TypeId);
        Forms = types.ConvertAll(type => Refusal is not null && type.Id == Form.TypeId ? Form : VisitTypeForm.Of(type, seen.GetValueOrDefault(type.Id)));
        New = Refusal is not null && Form.TypeId != Guid.Empty && !types.Exists(type => type.Id == Form.TypeId) ? Form : New;
        await LoadUnfit(null, stopping);
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class VisitTypeForm
{
    public Guid TypeId { get; set; }

    /// <summary>The latest change that the page showed.</summary>
    public Guid? Seen { get; set; }

    [Required(ErrorMessage = "A type needs a name."), StringLength(80, ErrorMessage = "At most 80 letters.")]
    public string? Name { get; set; }

    [Required(ErrorMessage = "Say how long it takes."), Range(BookVisit.LeastMinutes, BookVisit.MostMinutes, ErrorMessage = "A visit lasts 5 to 720 minutes.")]
    public int? Minutes { get; set; }

    [Range(0, VisitType.MostBuffer, ErrorMessage = "0 to 120 minutes are taken before and after a visit.")]
    public int BufferBefore { get; set; }

    [Range(0, VisitType.MostBuffer, ErrorMessage = "0 to 120 minutes are taken before and after a visit.")]
    public int BufferAfter { get; set; }

    [Range(1, VisitType.MostCapacity, ErrorMessage = "At once may stand 1 to 20.")]
    public int Capacity { get; set; } = 1;

    public string? ForWhom { get; set; } = PatientRule.Anybody;

    [StringLength(200, ErrorMessage = "At most 200 letters of order kinds.")]
    public string? Serves { get; set; }

    [StringLength(1000, ErrorMessage = "At most 1000 letters for the patient.")]
    public string? Instructions { get; set; }

    public Guid[] KindIds { get; set; } = [];

    public bool Retired { get; set; }

    public static VisitTypeForm Of(VisitType type, Guid? seen) => new()
    {
        TypeId = type.Id,
        Seen = seen,
        Name = type.Name,
        Minutes = type.Minutes,
        BufferBefore = type.BufferBefore,
        BufferAfter = type.BufferAfter,
        Capacity = type.Capacity,
        ForWhom = type.ForWhom,
        Serves = string.Join(", ", type.Serves),
        Instructions = type.Instructions,
        KindIds = [.. type.Needs.Select(need => need.KindId)],
        Retired = type.IsRetired,
    };
}
