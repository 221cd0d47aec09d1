using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ClinicOps.Intake.Tests.Authorizations;

/// <summary>A payer's letter finds its request, proposes the new state there, and is taken over by a person.</summary>
public sealed class ProposalTests(TestCluster cluster) : IAsyncLifetime
{
    private AuthorizationClinic house = null!;

    public async ValueTask InitializeAsync() => house = await AuthorizationClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Theory]
    [InlineData("ref 1", "MRI lumbar spine")] // by the number the payer gave at submission
    [InlineData(null, "CPT 73721, MRI lower extremity")] // by the code
    [InlineData("AUTH-99", "73721")] // a number nobody knows yet, and the code
    [InlineData(null, "MRI knee")] // by the words
    public async Task A_letter_finds_the_request_it_decides(string? number, string service)
    {
        var id = await Submitted();
        await house.Start(AuthorizationClinic.Request("99999") with { Codes = [new ProcedureCode("99999", "Sleep study")] });

        var letter = await Read(Decision() with { Number = number, Service = service });

        Assert.Equal(id, (await Proposal(letter)).AuthorizationId);
        Assert.Equal([id], await house.Clinic.Sql("SELECT authorization_id FROM intake.tasks WHERE kind = 'decision'"));
        Assert.Contains(ProposeDecision.FitsOne, await DetailOf(letter), StringComparison.Ordinal);
        Assert.Equal(AuthorizationState.Submitted, (await house.Find(id)).State);
    }

    [Fact]
    public async Task The_care_thread_of_the_letter_leads_to_the_request_it_is_about()
    {
        var id = await Submitted();
        var letter = Decision();

        await Read(letter);

        Assert.Equal([id], (await house.Clinic.In((ListAuthorizations list) => list.OfThread(letter.CareThreadId, CancellationToken.None))).Select(row => row.Authorization.Id));
    }

    [Fact]
    public async Task Of_requests_for_the_same_the_one_that_waits_comes_first()
    {
        await house.Approved();
        var waiting = await Submitted("REF-2");

        Assert.Equal(waiting, (await Proposal(await Read(Decision() with { Number = null }))).AuthorizationId);
    }

    [Fact]
    public async Task A_letter_that_fits_several_or_none_says_so_on_its_task_and_a_person_chooses()
    {
        var (first, _) = (await Submitted("REF-1"), await Submitted("REF-2"));
        var several = await Read(Decision() with { Number = "AUTH-5" });
        Assert.Null((await Proposal(several)).AuthorizationId);
        Assert.Contains(ProposeDecision.FitsSeveral, await DetailOf(several), StringComparison.Ordinal);

        var none = await Read(Decision() with { Number = null, Service = "Sleep study" });
        Assert.Contains(ProposeDecision.FitsNone, await DetailOf(none), StringComparison.Ordinal);

        Assert.True(await house.Clinic.In((TakeProposal take) => take.Choose(first, several, CancellationToken.None)));
        Assert.IsType<AuthorizationWork.Done>(await Accept(first, several));
    }

    [Fact]
    public async Task A_request_of_another_patient_is_no_candidate()
    {
        await Submitted();
        var letter = await Read(Decision() with { PatientId = Guid.CreateVersion7() });

        Assert.Null((await Proposal(letter)).AuthorizationId);
    }

    [Fact]
    public async Task Taken_over_it_is_the_state_and_its_task_is_done_and_a_second_key_changes_nothing()
    {
        var id = await Submitted();
        var letter = await Read(Decision());
        var (step, version) = (Guid.CreateVersion7(), (await Proposal(letter)).Version);

        Assert.IsType<AuthorizationWork.Done>(await Accept(id, letter, step, version));
        Assert.IsType<AuthorizationWork.WasDone>(await Accept(id, letter, step, version));

        var found = await house.Find(id);
        Assert.Equal(
            (AuthorizationState.Approved, "REF-1", 12m, UnitBasis.Visits, new DateOnly(2026, 3, 1), new DateOnly(2026, 5, 31)),
            (found.State, found.Number, found.UnitsApproved, found.UnitBasis, found.ValidFrom!.Value, found.ValidTo!.Value));
        Assert.Equal(["done"], await house.Clinic.Sql("SELECT state FROM intake.tasks WHERE kind = 'decision'"));
        Assert.Equal([letter], await house.Clinic.Sql("SELECT document_id FROM intake.authorization_events WHERE how = 'letter'"));

        // Told again the same, it stays.
        await house.Tell(new AuthorizationDecisionRead(letter, house.Patient, Guid.CreateVersion7()));
        Assert.Equal((ProposalState.Accepted, AuthorizationState.Approved), ((await Proposal(letter)).State, (await house.Find(id)).State));

        Assert.IsType<AuthorizationWork.Done>(await house.Undo(id, step));
        Assert.Equal((ProposalState.Open, AuthorizationState.Submitted), ((await Proposal(letter)).State, (await house.Find(id)).State));
        Assert.Equal(["open"], await house.Clinic.Sql("SELECT state FROM intake.tasks WHERE kind = 'decision'"));
    }

    [Fact]
    public async Task A_letter_corrected_before_it_is_taken_over_is_looked_at_again_and_after_it_proposes_anew()
    {
        var id = await Submitted();
        var letter = await Read(Decision());
        var shown = (await Proposal(letter)).Version;
        await Read(Decision() with { Units = "6 visits" }, letter);
        Assert.IsType<AuthorizationWork.Refused>(await Accept(id, letter, Guid.CreateVersion7(), shown));

        await Accept(id, letter);
        Assert.Equal(6, (await house.Find(id)).UnitsApproved);

        await Read(Decision() with { Outcome = "denied" }, letter);
        Assert.Equal((ProposalState.Open, id), ((await Proposal(letter)).State, (await Proposal(letter)).AuthorizationId!.Value));
        Assert.Equal(["open"], await house.Clinic.Sql("SELECT state FROM intake.tasks WHERE kind = 'decision'"));
    }

    [Fact]
    public async Task A_letter_that_left_the_record_takes_its_proposal_along_and_what_was_taken_over_is_a_task()
    {
        var id = await Submitted();
        var open = await Read(Decision());
        await Gone(open);
        Assert.Equal(ProposalState.Withdrawn, (await Proposal(open)).State);

        var taken = await Read(Decision());
        await Accept(id, taken);
        await Gone(taken);
        await house.Clinic.DeliverAgain();

        Assert.Equal((AuthorizationState.Approved, "The letter it rests on has left this record. Take back what it said, or record the decision from another source."), ((await house.Find(id)).State, (await house.Find(id)).StateReason));
        Assert.Equal(["undo open"], await house.Clinic.Sql($"SELECT kind || ' ' || state FROM intake.tasks WHERE authorization_id = '{id}' AND kind = 'undo'"));
        Assert.Equal([1L], await house.Clinic.Sql("SELECT count(*) FROM intake.authorization_events WHERE what = 'letter-gone'"));
    }

    [Fact]
    public async Task A_letter_filed_to_another_patient_is_the_other_ones()
    {
        var id = await Submitted();
        var letter = await Read(Decision());
        await Accept(id, letter);
        var right = Guid.CreateVersion7();

        await Read(Decision() with { PatientId = right }, letter);

        Assert.Equal((right, ProposalState.Open, null), ((await Proposal(letter)).PatientId, (await Proposal(letter)).State, (await Proposal(letter)).AuthorizationId));
        Assert.StartsWith("The letter it rests on", (await house.Find(id)).StateReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dismissed_letter_stays_dismissed_when_it_is_told_again_and_may_be_chosen_after_all()
    {
        var id = await Submitted();
        var letter = await Read(Decision());
        Assert.True(await house.Clinic.In((TakeProposal take) => take.Dismiss(id, letter, CancellationToken.None)));

        await house.Tell(new AuthorizationDecisionRead(letter, house.Patient, Guid.CreateVersion7()));
        Assert.Equal((ProposalState.Dismissed, null), ((await Proposal(letter)).State, (await Proposal(letter)).AuthorizationId));

        Assert.True(await house.Clinic.In((TakeProposal take) => take.Choose(id, letter, CancellationToken.None)));
        Assert.Equal(ProposalState.Open, (await Proposal(letter)).State);
    }

    [Theory]
    [InlineData(null, "REF-1", "could tell")]
    [InlineData("approved", null, "number")]
    public async Task What_a_letter_does_not_say_is_asked_for_and_not_guessed(string? outcome, string? number, string words)
    {
        var id = await Submitted();
        var letter = await Read(Decision() with { Outcome = outcome, Number = number });

        Assert.Contains(words, Assert.IsType<AuthorizationWork.Refused>(await Accept(id, letter)).Why, StringComparison.Ordinal);
        Assert.Equal(ProposalState.Open, (await Proposal(letter)).State);
    }

    [Theory]
    [InlineData("12 visits", "12 visits")]
    [InlineData("8 Sessions", "8 visits")]
    [InlineData("1,500 mg", "1500 mg")]
    [InlineData("1 service", "1 services")]
    [InlineData("2.5 hours", "2.5 hours")]
    [InlineData("40 units", "40 other")]
    [InlineData("3", "3 other")]
    [InlineData("12 visits of the 20 requested", null)]
    [InlineData("twelve", null)]
    [InlineData("0 visits", null)]
    public void Units_are_read_or_left_open(string text, string? expected) =>
        Assert.Equal(expected, TakeProposal.UnitsOf(text) is var (count, basis) ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} {basis}") : null);

    [Fact]
    public async Task A_letter_taken_over_is_compared_with_what_was_asked_for()
    {
        var id = await house.Start(AuthorizationClinic.Request("97110", "97140"));
        await house.Did(id, new AuthorizationStep.Submit(new Contact(Contact.Portal, "REF-1")));

        // Of other codes, and a denial of some: a person records those.
        var other = await Read(Decision() with { Number = "REF 1", Service = "73721 MRI of the knee" });
        Assert.Contains("The letter speaks of 73721", Assert.IsType<AuthorizationWork.Refused>(await Accept(id, other)).Why, StringComparison.Ordinal);
        var denied = await Read(Decision() with { Number = "REF 1", Outcome = "denied", Service = "97140" });
        Assert.Contains("says nothing of 97110", Assert.IsType<AuthorizationWork.Refused>(await Accept(id, denied)).Why, StringComparison.Ordinal);
        Assert.Equal(AuthorizationState.Submitted, (await house.Find(id)).State);

        // One of two: approved in part, with its code.
        var some = await Read(Decision() with { Number = "REF 1", Service = "97110 Therapeutic exercise", Units = "12 visits" });
        Assert.Contains("does not name 97140", TakeProposal.Compared(await Proposal(some), await house.Find(id)), StringComparison.Ordinal);
        Assert.IsType<AuthorizationWork.Done>(await Accept(id, some));
        var of = await house.Find(id);
        Assert.Equal((AuthorizationState.Partial, "97110"), (of.State, string.Join(' ', of.ApprovedCodes)));
    }

    private AuthorizationDecision Decision() => new(
        Guid.CreateVersion7(), house.Patient, TestOrganization.Harbor.Id, Guid.CreateVersion7(), "approved", "REF-1", "MRI knee 73721", new DateOnly(2026, 3, 1), new DateOnly(2026, 5, 31), null, null, null, "12 visits");

    private async Task<Guid> Submitted(string reference = "REF-1")
    {
        var id = await house.Start();
        await house.Did(id, new AuthorizationStep.Submit(new Contact(Contact.Portal, reference)));
        return id;
    }

    private async Task<Guid> Read(AuthorizationDecision decision, Guid? letter = null)
    {
        decision = decision with { DocumentId = letter ?? decision.DocumentId };
        house.Orders.Decisions[decision.DocumentId] = decision;
        await house.Tell(new AuthorizationDecisionRead(decision.DocumentId, decision.PatientId, decision.CareThreadId));
        return decision.DocumentId;
    }

    private Task Gone(Guid letter)
    {
        house.Orders.Decisions.Remove(letter);
        return house.Tell(new AuthorizationDecisionWithdrawn(letter, Guid.CreateVersion7()));
    }

    private async Task<AuthorizationWork> Accept(Guid id, Guid letter, Guid? step = null, uint? version = null)
    {
        var shown = version ?? (await Proposal(letter)).Version;
        return await house.Clinic.In((TakeProposal take) => take.Accept(id, letter, shown, step ?? Guid.CreateVersion7(), CancellationToken.None));
    }

    private Task<DecisionProposal> Proposal(Guid letter) => house.Clinic.In((IntakeDb db) => db.DecisionProposals.AsNoTracking().SingleAsync(p => p.DocumentId == letter));

    private async Task<string> DetailOf(Guid letter) => (string)(await house.Clinic.Sql($"SELECT detail FROM intake.tasks WHERE document_id = '{letter}' AND kind = 'decision'"))[0]!;
}
