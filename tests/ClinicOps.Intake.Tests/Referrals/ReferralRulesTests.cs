using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Intake.Tests.Referrals;

/// <summary>The states of a referral, and what a consult note may answer.</summary>
public sealed class ReferralRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 14, 0, 0, TimeSpan.Zero);

    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly ReferralStep[] Steps =
    [
        new ReferralStep.Ask(new Contact()), new ReferralStep.Accept(new Contact(), new ReferralGrant("R", null, null, 3)), new ReferralStep.Send(new Contact()),
        new ReferralStep.Book(new Contact(), new DateOnly(2026, 3, 9)), new ReferralStep.Close(new Contact(Comment: "seen")), new ReferralStep.Attempt(new Contact(), AttemptOutcome.NoAnswer),
        new ReferralStep.Decline(new Contact(Comment: "full")), new ReferralStep.Withdraw(new Contact()), new ReferralStep.Reopen(new Contact()),
    ];

    [Theory]
    [InlineData("in", "needed", "requested", "accepted", "", "", "", "needed", "declined", "withdrawn", "")]
    [InlineData("in", "requested", "requested", "accepted", "", "", "", "requested", "declined", "withdrawn", "")]
    [InlineData("in", "received", "", "accepted", "", "", "", "received", "declined", "withdrawn", "")]
    [InlineData("in", "accepted", "", "accepted", "", "", "", "", "declined", "withdrawn", "")]
    [InlineData("in", "declined", "", "", "", "", "", "", "", "withdrawn", "needed")]
    [InlineData("in", "withdrawn", "", "", "", "", "", "", "", "", "needed")]
    [InlineData("out", "draft", "", "", "sent", "", "closed", "draft", "", "withdrawn", "")]
    [InlineData("out", "sent", "", "", "sent", "scheduled", "closed", "sent", "declined", "withdrawn", "")]
    [InlineData("out", "scheduled", "", "", "", "scheduled", "closed", "scheduled", "declined", "withdrawn", "")]
    [InlineData("out", "closed", "", "", "", "", "", "", "", "", "sent")]
    [InlineData("out", "declined", "", "", "", "", "", "", "", "withdrawn", "draft")]
    public void From_each_state_the_steps_that_fit_lead_where_the_table_says(string direction, string state, params string[] becomes)
    {
        var facts = Facts(state);

        var led = Steps.Select(step => ApplyReferralStep.To(direction, hasDocument: false, facts, step, Today, Now) is ReferralStepResult.Applied applied ? applied.Facts.State : "");

        Assert.Equal(becomes, led);
    }

    [Fact]
    public void What_came_in_a_document_begins_again_where_it_came() =>
        Assert.Equal(ReferralState.Received, Applied(ReferralDirection.In, Facts("declined"), new ReferralStep.Reopen(new Contact()), hasDocument: true).State);

    [Fact]
    public void What_would_make_no_sense_is_refused_and_says_why()
    {
        var nobody = Facts("draft") with { Request = ReferralClinic.ToKeller with { Provider = "", Specialty = "" } };

        Assert.Equal("Say to whom it goes.", Refused(ReferralDirection.Out, nobody, new ReferralStep.Send(new Contact())));
        Assert.Equal("The day on which it was sent is still to come.", Refused(ReferralDirection.Out, Facts("draft"), new ReferralStep.Send(new Contact(), Today.AddDays(1))));
        Assert.Equal("Say why.", Refused(ReferralDirection.Out, Facts("sent"), new ReferralStep.Decline(new Contact())));
        Assert.Equal("Say why nobody waits for a consult note any more.", Refused(ReferralDirection.Out, Facts("sent"), new ReferralStep.Close(new Contact())));
        Assert.Equal("Say on which day they see the patient.", Refused(ReferralDirection.Out, Facts("sent"), new ReferralStep.Book(new Contact(), null)));
        Assert.Equal("The last day lies before the first.", Refused(ReferralDirection.In, Facts("received"), new ReferralStep.Accept(new Contact(), new ReferralGrant("", new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 1), null))));
        Assert.StartsWith("Say how many visits it allows", Refused(ReferralDirection.In, Facts("received"), new ReferralStep.Accept(new Contact(), new ReferralGrant("", null, null, 0))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sure", "Martha Keller, MD", "", "Cardiology", "Martha Keller MD", "", "Cardiology")]
    [InlineData("Sure", "Keller, Martha", "", "", "Dr. Martha J. Keller", "", "Cardiology")]
    [InlineData("Sure", "M. Keller", "", "Cardiology", "Martha Keller", "", null)]
    [InlineData("Sure", "", "Harbor Lane Cardiology", "", "Peter Granger, NP", "Harbor Lane Cardiology", "Cardiology")]
    [InlineData("Sure", "", "Harbor Clinic", "Neurology", "Peter Granger", "HARBOR CLINIC - NEUROLOGY", "Neurology")]
    [InlineData("Sure", "", "", "Cardiologist", "Peter Granger, NP", "", "Cardiology")] // nobody was named: the specialty is all that was asked for
    [InlineData("Perhaps", "Martha Keller, MD", "", "Cardiology", "Peter Granger, NP", "", "Cardiology")] // somebody else of the specialty
    [InlineData("Sure", "", "Harbor Medical Center", "", "Peter Granger", "Harbor Medical Center - Cardiology", "Cardiology")]
    [InlineData("Perhaps", "", "Medical Center", "", "Peter Granger", "Lake Medical Center", "Cardiology")] // what they share is what many have
    [InlineData("Perhaps", "", "Cardiology Associates", "", "Peter Granger", "Lake Cardiology Associates", "Cardiology")]
    [InlineData("Perhaps", "Martha Keller", "Harbor Clinic", "Cardiology", "John Smith", "Harbor Clinic", "Cardiology")] // the practice, and somebody else of it
    [InlineData("Sure", "Martha Keller", "Harbor Clinic", "Cardiology", "", "Harbor Clinic", "Cardiology")]
    [InlineData("Perhaps", "Dr. Keller", "", "Cardiology", "Martha Keller", "", "Cardiology")] // a last name alone
    [InlineData("Perhaps", "", "", "Cardiology", "Peter Granger, NP", "", null)]
    [InlineData("Perhaps", "", "Pinecrest Cardiology", "", "Jennifer Harmon, NP", "Pinecrest Cardiology", "Dermatology")] // the letterhead of one, the note of another
    [InlineData("No", "Martha Keller, MD", "", "Cardiology", "Peter Granger, NP", "", "Neurology")]
    [InlineData("No", "", "", "Orthopedic Surgery", "Peter Granger, NP", "", "Hand Surgery")]
    public void A_note_answers_surely_only_what_its_sender_or_the_specialty_alone_was_asked_for(string fit, string provider, string practice, string specialty, string by, string head, string? of)
    {
        var note = new ConsultNote(Guid.NewGuid(), Guid.NewGuid(), TestOrganization.Harbor.Id, Guid.NewGuid(), by, head, of, new DateOnly(2026, 3, 5));

        Assert.Equal(fit, NoteFit.Of(ReferralClinic.ToKeller with { Provider = provider, Practice = practice, Specialty = specialty }, new DateOnly(2026, 3, 2), null, note).ToString());
    }

    [Theory]
    [InlineData("2026-03-02", null, "Sure")]
    [InlineData("2026-03-01", null, "Perhaps")] // written down as sent a day late
    [InlineData("2026-02-16", null, "Perhaps")]
    [InlineData("2026-02-15", null, "No")]
    [InlineData("2026-03-09", "2026-03-09", "Sure")]
    [InlineData("2026-03-08", "2026-03-09", "Perhaps")]
    [InlineData(null, null, "Perhaps")] // nobody could read when
    public void A_note_is_sure_only_of_a_day_that_was_read_and_is_not_before_it_was_sent_or_the_appointment(string? seen, string? appointment, string fit)
    {
        static DateOnly? Day(string? iso) => iso is null ? null : IntakeClinic.Date(iso);
        var note = new ConsultNote(Guid.NewGuid(), Guid.NewGuid(), TestOrganization.Harbor.Id, Guid.NewGuid(), "Martha Keller", "", "Cardiology", Day(seen));

        Assert.Equal(fit, NoteFit.Of(ReferralClinic.ToKeller, new DateOnly(2026, 3, 2), Day(appointment), note).ToString());
    }

    [Theory]
    [InlineData("Neurology consultation", "Neurology")]
    [InlineData("Dermatology Consultation Note", "Dermatology")]
    [InlineData("hand surgeon", "Hand Surgery")]
    [InlineData("Cardiology and Neurology", null)]
    [InlineData("Consultation Note", null)]
    [InlineData("", null)]
    public void A_specialty_has_one_name_whatever_it_is_called(string text, string? name) => Assert.Equal(name, Specialties.NamedIn(text));

    private static ReferralFacts Facts(string state) => new(ReferralClinic.ToKeller, state, "", "", null, null, null, state == "draft" || state == "declined" ? null : Now, null, null, null);

    private static ReferralFacts Applied(string direction, ReferralFacts facts, ReferralStep step, bool hasDocument) =>
        Assert.IsType<ReferralStepResult.Applied>(ApplyReferralStep.To(direction, hasDocument, facts, step, Today, Now)).Facts;

    private static string Refused(string direction, ReferralFacts facts, ReferralStep step) =>
        Assert.IsType<ReferralStepResult.Refused>(ApplyReferralStep.To(direction, hasDocument: false, facts, step, Today, Now)).Why;
}
