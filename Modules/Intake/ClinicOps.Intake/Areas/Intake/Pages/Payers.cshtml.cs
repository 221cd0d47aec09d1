using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The payers that coverages name with their plans, and what is known of each.</summary>
[Authorize(Policy = IntakeRights.VerifyCoverage)]
internal sealed class PayersModel(IntakeDb db, ChangePayer change, ChangePlans plans, IOrganization organization, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Payer> Payers { get; private set; } = [];

    /// <summary>By payer, those that are closed last.</summary>
    public ILookup<Guid, PayerPlan> Plans { get; private set; } = null!;

    /// <summary>By payer, what coverages in sight name and the clinic does not keep, with how many do; the most frequent first.</summary>
    public ILookup<Guid, (string Plan, int Coverages)> OnlyWritten { get; private set; } = null!;

    /// <summary>A plan that was typed and not saved; null when nobody tried.</summary>
    public (Guid Id, Guid PayerId, bool IsNew, PlanSaid Said)? Typed { get; private set; }

    /// <summary>A payer that was typed and not saved; null when nobody tried.</summary>
    public (Guid Id, PayerSaid Said)? TypedPayer { get; private set; }

    public string? Refusal { get; private set; }

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    public async Task<IActionResult> OnPostSave(Guid payerId, uint version, string? kind, string? electronicId, string? verifyBy, string? howTo, bool todayOnly, string? network, bool needsReferral, CancellationToken stopping)
    {
        var said = new PayerSaid(kind ?? "", PatientDetails.Text(electronicId), verifyBy ?? "", PatientDetails.Text(howTo), !todayOnly, network switch { "in" => true, "out" => false, _ => null }, needsReferral);
        switch (await change.Run(payerId, version, said, stopping))
        {
            case PayerChange.Done:
                TempData["toast"] = "The payer is saved.";
                return Redirect("/intake/settings/payers");
            case PayerChange.NotUnderstood wrong:
                (Refusal, TypedPayer) = ($"{wrong.Why} Nothing was saved.", (payerId, said));
                break;
            case PayerChange.ChangedMeanwhile meanwhile:
                (Refusal, TypedPayer) = (await Overtaken(meanwhile.By, meanwhile.At, stopping), (payerId, said));
                break;
            default:
                return NotFound();
        }

        ModelState.Clear();
        db.ChangeTracker.Clear();
        await Show(stopping);
        return Page();
    }

    /// <param name="version">Of the plan as the page showed it; null for a new one, whose id the form made.</param>
    public async Task<IActionResult> OnPostPlan(
        Guid payerId, Guid planId, uint? version, string? name, string? kind, string? planClass, string? referral, string? network, string? notes, bool closed, CancellationToken stopping)
    {
        var said = new PlanSaid(
            PatientDetails.Text(name), kind ?? "", planClass ?? "", referral switch { "yes" => true, "no" => false, _ => null }, network switch { "in" => true, "out" => false, _ => null }, PatientDetails.Text(notes), !closed);
        switch (await plans.Save(planId, payerId, version, said, stopping))
        {
            case PlanChange.Done done:
                TempData["toast"] = $"The plan is saved.{(done.Matched switch { 0 => "", 1 => " 1 coverage names it, and has it now.", var some => $" {some} coverages name it, and have it now." })}";
                TempData["undo-url"] = $"/intake/settings/payers?handler=UndoPlan&version={done.VersionId}";
                return Redirect("/intake/settings/payers");
            case PlanChange.NotUnderstood wrong:
                (Refusal, Typed) = ($"{wrong.Why} Nothing was saved.", (planId, payerId, version is null, said));
                break;
            case PlanChange.ChangedMeanwhile meanwhile:
                (Refusal, Typed) = (await Overtaken(meanwhile.By, meanwhile.At, stopping), (planId, payerId, version is null, said));
                break;
            default:
                return NotFound();
        }

        ModelState.Clear();
        await Show(stopping);
        return Page();
    }

    /// <param name="version">Of the change that is undone.</param>
    public async Task<IActionResult> OnPostUndoPlan(Guid version, CancellationToken stopping)
    {
        if (await plans.Undo(version, stopping) is not { } undone)
        {
            return NotFound();
        }

        TempData["toast"] = undone is PlanChange.Done ? "Undone: the plan is as it was." : "Nothing was undone: the plan was changed since.";
        return Redirect("/intake/settings/payers");
    }

    /// <summary>What was typed stands below, with the version of now: sent again, it goes over what the other wrote.</summary>
    private async Task<string> Overtaken(Guid? by, DateTimeOffset at, CancellationToken stopping) =>
        $"Changed by {await organization.WhoAndWhen(by, clock.GetUtcNow() - at, stopping: stopping)}, while this page was open. Nothing was saved: what you typed stands below; save again to put it over.";

    /// <summary>As it is, or as it was typed and refused.</summary>
    public PayerSaid SaidOf(Payer payer) => TypedPayer is { } typed && typed.Id == payer.Id ? typed.Said
        : new PayerSaid(payer.Kind, payer.ElectronicId, payer.VerifyBy, payer.HowTo, payer.AnswersFutureDates, payer.InNetwork, payer.NeedsReferral);

    /// <summary>Of the plan that the page may add to a payer.</summary>
    public Guid NewId(Guid payerId) => Typed is { IsNew: true } typed && typed.PayerId == payerId ? typed.Id : Guid.CreateVersion7();

    /// <summary>As it is, or as it was typed and refused.</summary>
    public PlanSaid SaidOf(PayerPlan plan) => Typed is { IsNew: false } typed && typed.Id == plan.Id ? typed.Said : PlanSaid.Of(plan);

    public PlanSaid SaidOfNew(Guid payerId) => Typed is { IsNew: true } typed && typed.PayerId == payerId ? typed.Said : new PlanSaid("", PlanKinds.Hmo, "", null, null, "", true);

    public static string InWords(PayerPlan plan) => string.Join(", ", new[]
    {
        PlanKinds.Words(plan.Kind),
        plan.NeedsReferral switch { true => "needs a referral", false => "needs no referral", null => "" },
        plan.InNetwork switch { true => "in its network", false => "out of its network", null => "" },
        plan.Notes,
    }.Where(part => part.Length > 0));

    private async Task Show(CancellationToken stopping)
    {
        Payers = await db.Payers.AsNoTracking().OrderBy(payer => payer.Name).ToListAsync(stopping);
        Plans = (await db.PayerPlans.AsNoTracking().OrderByDescending(plan => plan.IsActive).ThenBy(plan => plan.Name).ToListAsync(stopping)).ToLookup(plan => plan.PayerId);
        OnlyWritten = (await db.Patients.SelectMany(patient => patient.Coverages).Where(coverage => coverage.PayerId != null && coverage.PlanId == null && coverage.Plan != "")
                .GroupBy(coverage => new { coverage.PayerId, coverage.Plan }).Select(one => new { one.Key.PayerId, one.Key.Plan, Coverages = one.Count() }).OrderByDescending(one => one.Coverages).Take(200).ToListAsync(stopping))
            .ToLookup(one => one.PayerId!.Value, one => (one.Plan, one.Coverages));
    }
}
