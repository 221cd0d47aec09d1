using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Begins a conversation with what somebody says at the desk, or wrote on paper: about a patient, or about nobody yet.</summary>
[Authorize(Policy = CorrespondenceRights.WorkConversations)]
internal sealed class NewConversationModel(
    CorrespondenceDb db, VisibleConversations visible, OpenConversation open, IPatients patients, IOrganization organization, AuditTrail audit, CurrentActor actor, TimeProvider clock) : PageModel
{
    public const int LongestSubject = 120;

    public NewConversationForm Form { get; private set; } = new();

    public PatientSummary? Patient { get; private set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid? patient, CancellationToken stopping)
    {
        Form.PatientId = patient;
        return await Load(stopping) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPost(NewConversationForm form, CancellationToken stopping)
    {
        Form = form;
        ModelState.Clear();
        if (!await Load(stopping) || Locations.All(location => location.Id != form.LocationId))
        {
            return NotFound();
        }

        if (form.Problem is { } problem)
        {
            Refusal = problem;
            return Page();
        }

        var first = new ConversationEntry
        {
            Id = form.EntryId,
            ConversationId = form.ConversationId,
            Channel = form.OnPaper ? EntryChannel.Letter : EntryChannel.WalkIn,
            Direction = EntryDirection.In,
            At = clock.GetUtcNow(),
            By = actor.UserId,
            Person = form.Name?.Trim() ?? "",
            CallerCheck = CallerCheck.NotVerified,
            Words = form.Words!.Trim(),
        };
        var asked = new NewConversation(
            form.ConversationId, Patient?.Id, form.LocationId, null, form.Kind!, form.Subject!.Trim(), form.Name?.Trim() is { Length: > 0 } name ? name : Patient?.FullName ?? "",
            form.Email?.Trim() is { Length: > 0 } email ? email.ToLowerInvariant() : null, OwnerId: form.Mine ? actor.UserId : null);
        await open.Run(asked, first, stopping);
        TempData["toast"] = "The conversation is begun.";
        return Redirect($"/correspondence/conversations/conversation/{form.ConversationId}");
    }

    private async Task<bool> Load(CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(location => visible.Location(location.Id))];
        Patient = Form.PatientId is { } id ? await patients.FindStanding(id, stopping) : null;
        if (Locations.Count == 0 || (Form.PatientId is not null && Patient is null))
        {
            return false;
        }

        if (Patient is not null)
        {
            await audit.Record(db, new AuditEntry("patient.viewed", "patient", Patient.Id), stopping);
        }

        return true;
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class NewConversationForm
{
    public Guid ConversationId { get; set; } = Guid.CreateVersion7();

    public Guid EntryId { get; set; } = Guid.CreateVersion7();

    public Guid? PatientId { get; set; }

    public Guid LocationId { get; set; }

    public string? Kind { get; set; } = ConversationKind.Question;

    public string? Subject { get; set; }

    public string? Name { get; set; }

    /// <summary>Where an answer goes; empty for none.</summary>
    public string? Email { get; set; }

    public string? Words { get; set; }

    /// <summary>They wrote it on paper; otherwise they said it at the desk.</summary>
    public bool OnPaper { get; set; }

    public bool Mine { get; set; }

    public string? Problem =>
        !ConversationWords.Kinds.Any(known => known.Code == Kind) ? "Choose what it is."
        : Subject?.Trim().Length is null or 0 or > NewConversationModel.LongestSubject ? $"Say in a few words what it is about, at most {NewConversationModel.LongestSubject} characters."
        : Words?.Trim().Length is null or 0 or > ConversationModel.LongestWords ? $"Write what was said, at most {ConversationModel.LongestWords} characters."
        : Name?.Length > 120 ? "The name has at most 120 characters."
        : Email?.Trim() is { Length: > 0 } email && (email.Length > 254 || email.Any(char.IsWhiteSpace) || email.IndexOf('@', StringComparison.Ordinal) is < 1 || email.EndsWith('@')) ? "That is no e-mail address."
        : null;
}
