using ClinicOps.Correspondence.Conversations;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

/// <summary>What a clinician must hear of at once, and what only sounds like it.</summary>
public sealed class RedFlagTests
{
    private static readonly string[] Alarming =
    [
        "I have chest pain since this morning",
        "My chest hurts when I walk up the stairs",
        "There is a lot of pressure on my chest and my left arm aches",
        "Chest is tight and I am sweating",
        "I think I am having a heart attack",
        "I can't breathe",
        "On Monday, Two Rivers Clinic wrote:\n> Are you well?\nNo, I have chest pain",
        "My chest hurts \uFFFE\uD83D",
        "He can barely catch his breath",
        "She has trouble breathing after the new inhaler",
        "short of breath since last night, should I come in?",
        "The baby's lips are blue",
        "I want to kill myself",
        "He told me he wants to die",
        "I feel suicidal and do not know who to call",
        "My daughter has been cutting herself",
        "I don't want to live any more",
        "The bleeding won't stop",
        "I cannot stop the bleeding from the incision",
        "She is bleeding heavily after the procedure",
        "He keeps bleeding through the bandage",
        "I am throwing up blood",
        "His face is drooping on one side",
        "Her speech is slurred and her right arm went numb",
        "I suddenly can't see on the left",
        "I think my husband is having a stroke",
        "This is the worst headache of my life",
        "My throat is closing after the antibiotic",
        "I am having an allergic reaction to the amoxicillin",
        "His tongue is swollen",
        "I took too many of my pills",
        "My son swallowed bleach",
        "She overdosed on Tylenol",
        "He passed out twice this week",
        "My mother is unresponsive",
        "She had a seizure an hour ago",
        "I am 34 weeks and the baby hasn't moved all day",
        "No fever, but chest pain",
        "I have not eaten and have chest pain",
        "No appetite, chest pain since this morning",
        "I had chest pain last year and now it is back again",
        "Had a stroke in 2019, and now his face is drooping again",
        "Is it better? No, chest pain is worse",
        "Not only chest pain: I am dizzy too",
        "chest\npain that does not go away",
        "Tengo dolor en el pecho desde esta mañana",
        "Me duele mucho el pecho",
        "No puedo respirar bien",
        "A mi mamá le falta el aire",
        "Quiero morirme",
        "La herida no deja de sangrar",
        "Se le torció la boca y no puede hablar",
        "Tuve una reacción alérgica al antibiótico",
        "Se tomó muchas pastillas",
        "Mi hijo se desmayó en la escuela",
        "No se me quita el dolor de pecho",
        "No aguanto el dolor en el pecho",
        "no me pasa el dolor de pecho",
        "No relief from chest pain",
        "The nitro did not relieve the chest pain",
        "The inhaler is not helping shortness of breath",
        "no improvement in chest pain",
        "I never had chest pain this bad",
        "Chest pain - no relief with nitro",
        "Chest pain: none of the pills help",
        "history of heart attack and I am having chest pain",
        "My son has a history of asthma and can't breathe",
        "history of seizures and I took all my pills",
        "I have chest pain and I had surgery last year",
        "Hace un mes que tengo dolor de pecho",
        "When I was in the shower I had chest pain",
        "I am not able to catch my breath",
        "I took 30 pills",
    ];

    private static readonly string[] Quiet =
    [
        "I have no chest pain",
        "No chest pain or shortness of breath",
        "No fever, chest pain, or cough",
        "She denies chest pain and just wants a refill",
        "I don't have any chest pain, only a cough",
        "I haven't had any chest pain since the stent",
        "No chest pain since this morning",
        "Had chest pain last year, none since",
        "I had a stroke in 2019",
        "Family history of heart attack",
        "History of seizures as a child",
        "Can I have an appointment at the stroke clinic?",
        "I need a refill of my seizure medication",
        "I am not suicidal",
        "He never had a seizure",
        "No trouble breathing, just a stuffy nose",
        "Chest pain: no",
        "I am allergic to penicillin",
        "When can I pick up my chest x-ray?",
        "I would like to reschedule my appointment on Tuesday",
        "Please send my records to Dr. Bell",
        "The bill says I owe forty dollars",
        "Three years ago I passed out at work",
        "I no longer have chest pain after the surgery last year",
        "Without chest pain, can I skip the test?",
        "Thank you for the quick answer",
        "My breathing treatment needs a new prescription",
        "No tengo dolor en el pecho",
        "No he tenido convulsiones",
        "Tuve un infarto hace cinco años",
        "Sin dolor de pecho ni falta de aire",
        "El año pasado me desmayé una vez",
        "Antecedentes de derrame cerebral",
        "Family history of stroke and heart attack",
        "When I was in college I had a seizure",
        "I took 10 mg tablets for a week",
        "No se desmayó",
        "Chest pain: no\nShortness of breath: no",
        "Quiero cambiar mi cita del martes",
        "Thanks, that works.\n\n> Call 911 if you have chest pain",
        "Thanks!\n\nOn Mon, Nov 30, 2026 at 9:00 AM Two Rivers Clinic wrote:\nIf you have chest pain call 911",
    ];

    [Fact]
    public void Alarming_words_are_found_in_english_and_spanish_however_they_are_written() =>
        Assert.DoesNotContain(Alarming, words => RedFlags.In(words).Count == 0);

    [Fact]
    public void What_is_denied_was_long_ago_is_quoted_or_is_the_name_of_something_is_no_alarm() =>
        Assert.DoesNotContain(Quiet, words => RedFlags.In(words).Count > 0);

    [Fact]
    public void The_words_are_named_as_they_were_written() =>
        Assert.Equal(["Dolor en el Pecho", "no puedo respirar"], RedFlags.In("Tengo Dolor  en el\nPecho y no puedo respirar."));
}
