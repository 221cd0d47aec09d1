using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Changes what is asked for. After a decision that opens it again.</summary>
[Authorize(Policy = IntakeRights.WorkAuthorizations)]
internal sealed class EditAuthorizationModel(IntakeDb db, ListAuthorizations list, WorkOnAuthorization work, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    [BindProperty]
    public AuthorizationForm Form { get; set; } = new();

    public AuthorizationRow Row { get; private set; } = null!;

    public uint Version { get; private set; }

    public Guid StepId { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        Form = AuthorizationForm.Of(AuthorizationRequest.Of(Row.Authorization.Facts));
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, uint version, Guid stepId, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        (Version, StepId) = (version, stepId);
        Form.Check(ModelState);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var request = Form.Request();
        var rules = await AuthorizationRuleTable.InForce(db, stopping);
        var step = new AuthorizationStep.Change(request, AuthorizationRuleTable.For(rules, await NamedPayer.Find(db, request.Payer, request.Plan, stopping), request.Codes, request.Site));
        switch (await work.Run(id, version, stepId, step, stopping))
        {
            case AuthorizationWork.Done done:
                TempData["toast"] = done.Authorization.StateReason.Length > 0 && done.Authorization.State != Row.Authorization.State ? "Saved, and opened again: the payer is asked anew." : "Saved.";
                TempData["undo-url"] = $"/intake/authorizations/authorization/{id}?handler=Undo&step={done.EventId}";
                return Redirect($"/intake/authorizations/authorization/{id}");
            case AuthorizationWork.WasDone:
                return Redirect($"/intake/authorizations/authorization/{id}");
            case AuthorizationWork.ChangedMeanwhile meanwhile:
                var last = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping);
                Refusal = $"Changed by {last}, while this page was open. Nothing was saved: look at it, and send this again.";
                Version = Row.Authorization.Version;
                ModelState.Remove("version");
                return Page();
            case AuthorizationWork.Refused refused:
                Refusal = $"{refused.Why} Nothing was saved.";
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await list.Find(id, stopping) is not { } row)
        {
            return false;
        }

        (Row, Version, StepId) = (row, row.Authorization.Version, Guid.CreateVersion7());
        await audit.Record(db, new AuditEntry("authorization.viewed", "authorization", id, [row.Authorization.PatientId], LocationId: row.Authorization.LocationId), stopping);
        return true;
    }
}
